package dev.reconciler.endpoint.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.jdbc.MigrationHistory;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.testing.PostgresCluster;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A start leaves out Flyway only for the schema that Flyway would leave as it is. */
@Tag("db")
class MigrationHistoryTest {
    /** The statements of a start that finds its schema complete. */
    private static final int LOOK = 2;

    enum Schema {
        CONTROL(ControlSchema::migrate, "db/control/postgresql", "schema_history_control"),
        TARGET(TargetSchema::migrate, "db/target/postgresql", "schema_history_target");

        private final Consumer<DataSource> migration;
        private final MigrationHistory history;

        Schema(Consumer<DataSource> migration, String folder, String table) {
            this.migration = migration;
            this.history = new MigrationHistory(folder, table);
        }

        String table() {
            return "reconciler." + history.table();
        }
    }

    @ParameterizedTest
    @EnumSource
    void completeSchemaIsOnlyLookedAt(Schema schema) throws SQLException {
        PGSimpleDataSource database = migrated(schema);

        assertThat(schema.history.isComplete(database))
                .as("migrations.txt lists every migration with Flyway's checksum")
                .isTrue();
        assertThat(statementsOfAStart(schema, database)).isEqualTo(LOOK);
    }

    @ParameterizedTest
    @EnumSource
    void schemaBesideTheOtherOneIsComplete(Schema schema) throws SQLException {
        PGSimpleDataSource database = database();
        for (Schema each : List.of(Schema.TARGET, Schema.CONTROL)) {
            each.migration.accept(database);
        }

        assertThat(schema.history.isComplete(database)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void olderSchemaIsMigrated(Schema schema) throws SQLException {
        List<String> all = versions(schema, migrated(schema));
        PGSimpleDataSource database = database();
        Flyway.configure()
                .dataSource(database)
                .schemas("reconciler")
                .table(schema.history.table())
                .locations("classpath:" + schema.history.folder())
                .target(all.get(all.size() - 2))
                .load()
                .migrate();
        assertThat(versions(schema, database)).hasSize(all.size() - 1);

        schema.migration.accept(database);

        assertThat(versions(schema, database)).isEqualTo(all);
        assertThat(schema.history.isComplete(database)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void migrationThatWasChangedAfterItRanIsRefused(Schema schema) throws SQLException {
        PGSimpleDataSource database = migrated(schema);
        change(database, "UPDATE " + schema.table() + " SET checksum = checksum + 1 WHERE version = '2'");

        assertThatThrownBy(() -> schema.migration.accept(database))
                .isInstanceOf(FlywayValidateException.class)
                .hasMessageContaining("checksum mismatch");
    }

    @ParameterizedTest
    @EnumSource
    void failedMigrationIsRefused(Schema schema) throws SQLException {
        PGSimpleDataSource database = migrated(schema);
        change(database, "UPDATE " + schema.table() + " SET success = false WHERE version = '2'");

        assertThatThrownBy(() -> schema.migration.accept(database))
                .isInstanceOf(FlywayValidateException.class)
                .hasMessageContaining("failed migration to version 2");
    }

    @ParameterizedTest
    @EnumSource
    void newerSchemaIsRefused(Schema schema) throws SQLException {
        PGSimpleDataSource database = migrated(schema);
        change(
                database,
                "INSERT INTO " + schema.table()
                        + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                        + " SELECT max(installed_rank) + 1, '9999', 'x', 'SQL', 'V9999__x.sql', 1, 'x', 1, true FROM "
                        + schema.table());

        assertThatThrownBy(() -> schema.migration.accept(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("newer build")
                .hasMessageContaining(schema.history.table() + " holds V9999__x.sql");
    }

    private static List<String> versions(Schema schema, DataSource database) throws SQLException {
        return Sql.with(
                database,
                connection -> Sql.list(
                        connection,
                        "SELECT version FROM " + schema.table() + " WHERE type = 'SQL' ORDER BY installed_rank",
                        row -> row.getString(1)));
    }

    private static void change(DataSource database, String sql) throws SQLException {
        long changed = Sql.with(database, connection -> Sql.update(connection, sql));
        assertThat(changed).isEqualTo(1);
    }

    private static int statementsOfAStart(Schema schema, DataSource database) {
        AtomicInteger statements = new AtomicInteger();
        schema.migration.accept(proxy(
                DataSource.class,
                database,
                result -> proxy(Connection.class, result, made -> {
                    if (made instanceof Statement) {
                        statements.incrementAndGet();
                    }
                    return made;
                })));
        return statements.get();
    }

    private static PGSimpleDataSource migrated(Schema schema) {
        PGSimpleDataSource database = database();
        schema.migration.accept(database);
        return database;
    }

    private static PGSimpleDataSource database() {
        PostgresCluster cluster = PostgresCluster.shared();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(cluster.jdbcUrl(cluster.createDatabase("history")));
        database.setUser(cluster.user());
        database.setPassword(cluster.password());
        return database;
    }

    private static <T> T proxy(Class<T> type, Object behind, UnaryOperator<Object> results) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return results.apply(method.invoke(behind, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
