package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.contract.TransformCase;
import dev.reconciler.contract.TransformCase.Stored;
import dev.reconciler.contract.TransformContract;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.KeyRange;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTransformTest extends TransformContract {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private String database;
    private HikariDataSource pool;
    private int tables;

    @BeforeAll
    void openPool() {
        database = cluster.createDatabase("transforms");
        cluster.execute(database, "CREATE TYPE label AS ENUM ('eu', 'EU', 'us')");
        pool = Tables.pool(cluster, database);
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    private static String type(Stored type) {
        return switch (type) {
            case TEXT -> "text";
            case CHAR8 -> "char(8)";
            case INTEGER -> "integer";
            case BIGINT -> "bigint";
            case DECIMAL -> "numeric(12,3)";
            case BOOLEAN -> "boolean";
            case DATE -> "date";
            case TIMESTAMP -> "timestamp(6)";
            case LABEL -> "label";
        };
    }

    @Override
    protected TableSchema create(List<Stored> types, List<List<@Nullable String>> rows) {
        String name = "raw" + tables++;
        String columns = IntStream.range(0, types.size())
                .mapToObj(i -> ", " + (char) ('a' + i) + " " + type(types.get(i)))
                .collect(Collectors.joining());
        String places = types.stream().map(type -> ", ?::text::" + type(type)).collect(Collectors.joining());
        cluster.execute(database, "CREATE TABLE " + name + " (id int PRIMARY KEY" + columns + ")");
        try (Connection connection = pool.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + name + " VALUES (?" + places + ")")) {
            for (int i = 0; i < rows.size(); i++) {
                insert.setInt(1, i);
                for (int j = 0; j < types.size(); j++) {
                    insert.setString(j + 2, rows.get(i).get(j));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new PostgresSchemaReader(Side.SOURCE, pool)
                .read(new TableRef("public", name))
                .orElseThrow();
    }

    @Override
    protected OpenSnapshot open() {
        return PostgresReaders.open(Side.SOURCE, pool);
    }

    static List<TransformCase> rendered() {
        return TransformCase.all().stream()
                .filter(of -> of.values().stream().noneMatch(value -> InvalidValue.is(value.expected())))
                .toList();
    }

    /** The target holds the expected values. */
    @ParameterizedTest
    @MethodSource("rendered")
    void nativeHashesOfBothSidesAreEqual(TransformCase of) {
        List<TransformCase.Value> values = of.values();
        MappedTable table = table(
                create(of.from(), values.stream().map(TransformCase.Value::from).toList()),
                of.from().size(),
                of.transform(),
                of.to());
        if (new PostgresDigestProbe(Side.SOURCE, pool).streamsRows(table)) {
            return;
        }
        cluster.execute(
                database, "DROP TABLE IF EXISTS made", "CREATE TABLE made (id int PRIMARY KEY, made " + of.to() + ")");
        try (Connection connection = pool.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO made VALUES (?, ?::text::" + of.to() + ")")) {
            for (int i = 0; i < values.size(); i++) {
                insert.setInt(1, i);
                insert.setString(2, values.get(i).expected());
                insert.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThat(nativeHashes(Side.SOURCE, table))
                .isEqualTo(nativeHashes(Side.TARGET, table))
                .hasSize(values.size());
    }

    private List<HashedKey> nativeHashes(Side side, MappedTable table) {
        List<HashedKey> hashes = new ArrayList<>();
        try (OpenSnapshot snapshot = PostgresReaders.open(side, pool)) {
            snapshot.reader().hashes(table, TenantScope.all(), KeyRange.ALL, DigestMethod.NATIVE, hashes::add);
        }
        return hashes;
    }

    /** Statements with the key would stand in the server's log. */
    @Test
    void onlyTransformsWithoutSqlStreamTheirRows() {
        TableSchema source = create(List.of(Stored.TEXT), List.of(Arrays.asList("x")));
        PostgresDigestProbe probe = new PostgresDigestProbe(Side.SOURCE, pool);
        assertThat(probe.streamsRows(table(source, 1, new Hash("a key of sixteen"), "text")))
                .isTrue();
        assertThat(probe.streamsRows(table(source, 1, new Transform.Lowercase(), "text")))
                .isFalse();
        assertThat(new PostgresDigestProbe(Side.TARGET, pool)
                        .streamsRows(table(source, 1, new Hash("a key of sixteen"), "text")))
                .isFalse();
    }
}
