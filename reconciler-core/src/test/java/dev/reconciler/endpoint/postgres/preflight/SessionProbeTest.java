package dev.reconciler.endpoint.postgres.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A session of the probe is ended while the next one is opened, as a short time-out of the role does on a slow server. */
@Tag("db")
class SessionProbeTest {
    /** Ends the session that it opened before, so many times. */
    private static final class EndingSessions extends PGSimpleDataSource {
        private int endings;
        private int opened;
        private int previous;

        EndingSessions(int endings) {
            this.endings = endings;
            PostgresCluster cluster = PostgresCluster.shared();
            setUrl(cluster.jdbcUrl(cluster.createDatabase("probe")));
            setUser(cluster.user());
            setPassword(cluster.password());
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            if (++opened % 2 == 0 && endings-- > 0) {
                assertThat(Sql.isTrue(connection, "SELECT pg_terminate_backend(?, 60000)", previous))
                        .isTrue();
            }
            previous = Sql.one(connection, "SELECT pg_backend_pid()", row -> row.getInt(1));
            return connection;
        }
    }

    @Test
    void probeIsRepeatedIfOneOfItsSessionsIsEnded() throws SQLException {
        EndingSessions sessions = new EndingSessions(2);

        assertThat(new SessionProbe(sessions).read().pooled()).isFalse();
        assertThat(sessions.opened).isEqualTo(6);
    }

    @Test
    void probeWhoseSessionsAreAlwaysEndedFailsWithTheServersWords() {
        EndingSessions sessions = new EndingSessions(10);

        assertThatThrownBy(() -> new SessionProbe(sessions).read())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("terminating connection");
        assertThat(sessions.opened).isEqualTo(6);
    }
}
