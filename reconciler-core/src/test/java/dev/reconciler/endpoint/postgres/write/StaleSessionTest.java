package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.postgres.StaleSession;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import dev.reconciler.mapping.MappedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Definitions change under sessions that remember them. */
@Tag("db")
class StaleSessionTest {
    private static final int PREPARED_ON_THE_SERVER = 6;

    @Test
    void aReplacedTypeIsWrittenAgainByTheNextAttempt() {
        try (Target target = new Target(
                "CREATE TYPE status AS ENUM ('new', 'paid', 'lost')",
                "CREATE TABLE t (id integer PRIMARY KEY, status status)")) {
            MappedTable table = Target.mapping("t", "id integer key", "status status");
            for (int i = 0; i < PREPARED_ON_THE_SERVER; i++) {
                target.write(table, Target.ALL, Target.upsert(table, Integer.toString(i), "new"));
            }
            target.cluster.execute(
                    target.database,
                    "ALTER TYPE status RENAME TO old_status",
                    "CREATE TYPE status AS ENUM ('new', 'paid')",
                    "ALTER TABLE t ALTER COLUMN status TYPE status USING status::text::status",
                    "DROP TYPE old_status");

            int failed = 0;
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    target.write(table, Target.ALL, Target.upsert(table, "7", "paid"));
                } catch (WriteFailedException e) {
                    assertThat(e.kind()).as(e.getMessage()).isNotEqualTo(Kind.DATA);
                    failed++;
                }
            }

            assertThat(failed).as("attempts that failed, of two").isLessThan(2);
            assertThat(target.rows("SELECT status FROM t WHERE id = 7")).containsExactly("paid");
        }
    }

    @Test
    void aPlanWhoseResultChangedCostsItsConnectionAndIsNoBadData() throws SQLException {
        try (Target target = new Target("CREATE TABLE t (id integer PRIMARY KEY, v integer)")) {
            try (Connection connection = target.pool.getConnection()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < PREPARED_ON_THE_SERVER; i++) {
                    read(connection);
                }
                connection.commit();
                target.cluster.execute(target.database, "ALTER TABLE t ALTER COLUMN v TYPE text");

                assertThatThrownBy(() -> read(connection)).isInstanceOfSatisfying(SQLException.class, failure -> {
                    assertThat(failure.getMessage()).contains("cached plan must not change result type");
                    assertThat(StaleSession.caused(failure)).isTrue();
                    assertThat(PostgresFailures.kind(failure)).isEqualTo(Kind.RETRY);
                });
                assertThat(connection.isClosed()).as("given up").isTrue();
            }
            try (Connection fresh = target.pool.getConnection()) {
                read(fresh);
            }
        }
    }

    private static void read(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM t")) {
            select.executeQuery().close();
        }
    }
}
