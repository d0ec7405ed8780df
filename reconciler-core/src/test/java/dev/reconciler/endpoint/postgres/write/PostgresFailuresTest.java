package dev.reconciler.endpoint.postgres.write;

import static dev.reconciler.endpoint.write.WriteFailedException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.write.WriteFailedException;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresFailuresTest {
    @ParameterizedTest
    @CsvSource({
        "23505, DATA",
        "23503, DATA",
        "22001, DATA",
        "428C9, DATA",
        "42804, DATA",
        "42P01, DATA",
        "P0001, DATA",
        "54000, DATA",
        "40001, RETRY",
        "40P01, RETRY",
        "55P03, RETRY",
        "25P02, RETRY",
        "57014, RETRY",
        "08006, UNAVAILABLE",
        "57P01, UNAVAILABLE",
        "53100, UNAVAILABLE",
        "58030, UNAVAILABLE",
        "XX000, RETRY",
        "53300, UNAVAILABLE",
        "25006, UNAVAILABLE",
        "26000, UNAVAILABLE",
        "42P05, UNAVAILABLE",
        "42501, UNAVAILABLE",
        "28P01, UNAVAILABLE"
    })
    void aRowIsBlamedOnlyForWhatAnotherRowWouldEscape(String state, WriteFailedException.Kind kind) {
        assertThat(PostgresFailures.kind(new SQLException("x", state))).isEqualTo(kind);
    }

    @Test
    void aLostSessionWithoutAStateIsNotBlamedOnTheRow() {
        assertThat(PostgresFailures.kind(new SQLException("x"))).isEqualTo(UNAVAILABLE);
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
