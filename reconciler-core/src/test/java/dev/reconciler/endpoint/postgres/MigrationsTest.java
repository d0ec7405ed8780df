package dev.reconciler.endpoint.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.testing.PostgresCluster;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A process dies right after any commit of its migration; the next start must get through. */
@Tag("db")
class MigrationsTest {
    private static final int MOST = 60;

    enum Schema {
        CONTROL(ControlSchema::migrate),
        TARGET(TargetSchema::migrate);

        private final Consumer<DataSource> migration;

        Schema(Consumer<DataSource> migration) {
            this.migration = migration;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStartThatDiesAfterAnyCommitCanBeMadeAgain(Schema schema) {
        int commits = 1;
        while (dies(schema, commits)) {
            commits++;
            assertThat(commits).isLessThan(MOST);
        }
        assertThat(commits).as("commits of a migration").isGreaterThan(2);
    }

    /** Runs a migration that dies after its n-th commit, and repeats it; returns whether it has so many commits. */
    private static boolean dies(Schema schema, int commit) {
        PGSimpleDataSource database = database();
        AtomicInteger left = new AtomicInteger(commit);
        DataSource mortal = proxy(DataSource.class, (self, method, arguments) -> {
            Object result = method.invoke(database, arguments);
            return result instanceof Connection connection ? mortal(connection, left) : result;
        });
        if (completes(schema, mortal)) {
            return false;
        }
        schema.migration.accept(database);
        return true;
    }

    private static boolean completes(Schema schema, DataSource mortal) {
        try {
            schema.migration.accept(mortal);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Connection mortal(Connection connection, AtomicInteger left) {
        return proxy(Connection.class, (self, method, arguments) -> {
            if (left.get() <= 0) {
                connection.close();
                throw new SQLException("the process is dead");
            }
            try {
                Object result = method.invoke(connection, arguments);
                if (method.getName().equals("commit") && left.decrementAndGet() == 0) {
                    connection.close();
                    throw new SQLException("the process died");
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static PGSimpleDataSource database() {
        PostgresCluster cluster = PostgresCluster.shared();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(cluster.jdbcUrl(cluster.createDatabase("migrated")));
        database.setUser(cluster.user());
        database.setPassword(cluster.password());
        return database;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
