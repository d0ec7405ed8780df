package dev.reconciler.endpoint.postgres.write;

import static dev.reconciler.endpoint.write.WriteFailedException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.row.RowKey;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class PostgresFailuresTest {
    @ParameterizedTest
    @CsvSource({
        "23503, DATA, FOREIGN_KEY",
        "23001, DATA, FOREIGN_KEY",
        "23505, DATA, UNIQUE",
        "23502, DATA, NOT_NULL",
        "23514, DATA, CHECK",
        "23P01, DATA, OTHER",
        "23000, DATA, OTHER",
        "22001, DATA, TOO_LONG",
        "22003, DATA, OUT_OF_RANGE",
        "22008, DATA, OUT_OF_RANGE",
        "22021, DATA, INVALID",
        "22007, DATA, INVALID",
        "22P03, DATA, INVALID",
        "22P05, DATA, INVALID",
        "22P02, DATA, INVALID",
        "02000, DATA, OTHER",
        "03000, DATA, OTHER",
        "09000, DATA, OTHER",
        "0A000, DATA, OTHER",
        "0B000, DATA, OTHER",
        "0F000, DATA, OTHER",
        "0L000, DATA, OTHER",
        "0P000, DATA, OTHER",
        "0Z000, DATA, OTHER",
        "20000, DATA, OTHER",
        "21000, DATA, OTHER",
        "24000, DATA, OTHER",
        "27000, DATA, OTHER",
        "2B000, DATA, OTHER",
        "2D000, DATA, OTHER",
        "2F000, DATA, OTHER",
        "34000, DATA, OTHER",
        "38000, DATA, OTHER",
        "39000, DATA, OTHER",
        "3B000, DATA, OTHER",
        "3D000, DATA, OTHER",
        "3F000, DATA, OTHER",
        "40000, DATA, OTHER",
        "40002, DATA, OTHER",
        "428C9, DATA, OTHER",
        "42804, DATA, OTHER",
        "42P01, DATA, OTHER",
        "44000, DATA, OTHER",
        "54000, DATA, TOO_LONG",
        "54001, DATA, OTHER",
        "55000, DATA, OTHER",
        "72000, DATA, OTHER",
        "HV000, DATA, OTHER",
        "P0001, DATA, OTHER",
        "40001, RETRY, TRANSACTION_LOST",
        "40003, RETRY, TRANSACTION_LOST",
        "40P01, RETRY, TRANSACTION_LOST",
        "25P02, RETRY, TRANSACTION_LOST",
        "55006, RETRY, TRANSIENT",
        "55P03, RETRY, TRANSIENT",
        "57014, RETRY, TRANSIENT",
        "XX000, RETRY, TRANSIENT",
        "08000, UNAVAILABLE, TRANSACTION_LOST",
        "08006, UNAVAILABLE, TRANSACTION_LOST",
        "08P01, UNAVAILABLE, TRANSACTION_LOST",
        "57P01, UNAVAILABLE, TRANSACTION_LOST",
        "57P03, UNAVAILABLE, TRANSACTION_LOST",
        "57000, UNAVAILABLE, OTHER",
        "25006, UNAVAILABLE, OTHER",
        "25P03, UNAVAILABLE, OTHER",
        "26000, UNAVAILABLE, OTHER",
        "28000, UNAVAILABLE, OTHER",
        "28P01, UNAVAILABLE, OTHER",
        "42P05, UNAVAILABLE, OTHER",
        "53100, UNAVAILABLE, OTHER",
        "53300, UNAVAILABLE, OTHER",
        "58030, UNAVAILABLE, OTHER",
        "F0000, UNAVAILABLE, OTHER",
        "XX001, UNAVAILABLE, OTHER",
        "42501, FORBIDDEN, OTHER"
    })
    void aRowIsBlamedOnlyForWhatAnotherRowWouldEscape(
            String state, WriteFailedException.Kind kind, Violation violation) {
        WriteFailedException failure = PostgresFailures.writeFailed("writing", new SQLException("x", state));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.violation()).isEqualTo(violation);
        assertThat(failure.code()).isEqualTo(state);
    }

    /** Each class of PostgreSQL's appendix of error codes that a statement can end with. */
    @ParameterizedTest
    @ValueSource(strings = {"08", "25", "26", "28", "53", "57", "58", "F0", "XX"})
    void aClassThatNoRowEscapesIsNotBlamedOnTheRow(String errors) {
        assertThat(PostgresFailures.kind(new SQLException("x", errors + "Z99"))).isEqualTo(UNAVAILABLE);
    }

    @Test
    void aRowThatIsStillReferredToIsAForeignKeyWhateverTheServersVersionCallsIt() {
        try (Target target = new Target(
                "CREATE TABLE t (id integer PRIMARY KEY)",
                "CREATE TABLE child (id integer PRIMARY KEY, t integer REFERENCES t ON DELETE RESTRICT)",
                "INSERT INTO t VALUES (1)",
                "INSERT INTO child VALUES (1, 1)")) {
            var table = Target.mapping("t", "id integer key");
            assertThatThrownBy(() -> target.commit(t -> t.rows()
                            .write(table, Target.ALL, java.util.List.of(new KeyedWrite.Delete(RowKey.of("1"))))))
                    .isInstanceOfSatisfying(WriteFailedException.class, e -> assertThat(e.violation())
                            .isEqualTo(Violation.FOREIGN_KEY));
        }
    }

    @Test
    void aLostSessionWithoutAStateIsNotBlamedOnTheRow() {
        assertThat(PostgresFailures.kind(new SQLException("x"))).isEqualTo(UNAVAILABLE);
        assertThat(PostgresFailures.violation(new SQLException("x"))).isEqualTo(Violation.TRANSACTION_LOST);
        assertThat(PostgresFailures.kind(new SQLException("x", "22000", new IOException("reset"))))
                .isEqualTo(UNAVAILABLE);
    }

    @Test
    void aFailureOfAPoolerInTransactionModeSaysSo() {
        SQLException lost = new SQLException("prepared statement \"S_2\" does not exist", "26000");

        assertThat(PostgresFailures.writeFailed("writing", lost).getMessage())
                .contains("does not exist", "a connection pooler in transaction mode");
    }

    @Test
    void aTerminatedSessionIsUnavailable() {
        try (Target target = new Target("CREATE TABLE t (id integer PRIMARY KEY)")) {
            var table = Target.mapping("t", "id integer key");
            assertThatThrownBy(() -> target.commit(t -> {
                        t.rows().write(table, Target.ALL, java.util.List.of(Target.upsert(table, "1")));
                        target.rows("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname ="
                                + " current_database() AND state = 'idle in transaction'");
                        return t.rows().write(table, Target.ALL, java.util.List.of(Target.upsert(table, "2")));
                    }))
                    .isInstanceOfSatisfying(WriteFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(UNAVAILABLE));
            assertThat(target.rows("SELECT id FROM t")).isEmpty();
        }
    }
}
