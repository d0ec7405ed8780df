package dev.reconciler.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.testing.PostgresCluster;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class ReadOnlyJdbiTest {
    private static final ControlDialect DIALECT = Engine.of("postgresql").dialect();

    private final HikariDataSource pool = new HikariDataSource();

    @BeforeEach
    void open() {
        PostgresCluster cluster = PostgresCluster.shared();
        pool.setJdbcUrl(cluster.jdbcUrl(cluster.createDatabase("read_only")));
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(1);
        Jdbi.create(pool).useHandle(handle -> handle.execute("CREATE TABLE t (id int)"));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void theServerRejectsAWriteOfVerification() {
        Jdbi readOnly = Stores.ReadOnlyJdbi.of(pool, DIALECT);

        assertThatThrownBy(() -> readOnly.useHandle(handle -> handle.execute("INSERT INTO t VALUES (1)")))
                .hasMessageContaining("read-only transaction");
        assertThat(rows(readOnly)).isZero();
    }

    @Test
    void theNextUserOfTheConnectionCanWrite() {
        rows(Stores.ReadOnlyJdbi.of(pool, DIALECT));

        Jdbi.create(pool).useHandle(handle -> handle.execute("INSERT INTO t VALUES (1)"));

        assertThat(rows(Stores.ReadOnlyJdbi.of(pool, DIALECT))).isOne();
    }

    private static int rows(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM t")
                .mapTo(Integer.class)
                .one());
    }
}
