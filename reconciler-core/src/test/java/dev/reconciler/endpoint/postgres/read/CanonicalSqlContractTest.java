package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.postgres.CanonicalSql;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.types.PostgresValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java and SQL give the same bytes, for every type and its edge values; values that differ are told apart. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanonicalSqlContractTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("contract");
    private HikariDataSource pool;
    private int tables;

    @BeforeAll
    void open() {
        cluster.execute(database, PostgresValues.TYPES);
        pool = Tables.pool(cluster, database);
    }

    @AfterAll
    void close() {
        pool.close();
    }

    @ParameterizedTest
    @MethodSource("dev.reconciler.types.PostgresValues#all")
    void javaAndSqlHashAlikeAndTellValuesApart(PostgresValues example) {
        List<String> values = new ArrayList<>(example.distinct());
        example.equal().forEach(pair -> values.addAll(List.of(pair)));
        MappedTable table = table(example.type(), values);

        for (Side side : Side.values()) {
            requireTold(example, values, hashes(table, side));
            requireTold(example, values, nativeHashes(table, side));
        }
        assertThat(nativeHashes(table, Side.SOURCE)).isEqualTo(nativeHashes(table, Side.TARGET));
    }

    private static void requireTold(PostgresValues example, List<String> values, List<RowHash> hashes) {
        assertThat(hashes).hasSize(values.size());
        assertThat(hashes.subList(0, example.distinct().size())).doesNotHaveDuplicates();
        for (int i = example.distinct().size(); i < values.size(); i += 2) {
            assertThat(hashes.get(i))
                    .as(values.get(i) + " = " + values.get(i + 1))
                    .isEqualTo(hashes.get(i + 1));
        }
    }

    /** The native hashes of the values in rows that are equal in everything else. */
    private List<RowHash> nativeHashes(MappedTable table, Side side) {
        List<RowHash> hashes = new ArrayList<>();
        MappedTable keyless = new MappedTable(
                table.id(), table.source(), table.target(), table.columns().subList(1, 3), List.of(0), -1, List.of());
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT)) {
            HashSql hash = new NativeHash(keyless, side);
            snapshot.reader()
                    .session()
                    .query(
                            "native hashes",
                            new BoundSql()
                                    .add("SELECT " + hash.high("r.hash") + ", " + hash.low("r.hash") + " FROM (SELECT "
                                            + hash.perRow() + " AS hash FROM "
                                            + new CanonicalSql(table, side).fromWhere()
                                            + " ORDER BY t.id OFFSET 0) AS r"),
                            0,
                            row -> hashes.add(new RowHash(row.getLong(1), row.getLong(2))));
        }
        return hashes;
    }

    /** The values' own hashes: those of rows that hold only the value. */
    private List<RowHash> hashes(MappedTable table, Side side) {
        List<RowHash> own = new ArrayList<>();
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT)) {
            ChunkReader reader = snapshot.reader();
            List<Row> rows = new ArrayList<>();
            List<HashedKey> hashed = new ArrayList<>();
            reader.rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
            reader.hashes(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL, hashed::add);
            Digest sum = Digest.EMPTY;
            for (int i = 0; i < rows.size(); i++) {
                assertThat(hashed.get(i).key()).isEqualTo(table.keyOf(rows.get(i)));
                assertThat(hashed.get(i).hash())
                        .as("hash of %s on the %s", rows.get(i), side)
                        .isEqualTo(table.encoding().hash(rows.get(i)));
                sum = sum.plus(hashed.get(i).hash());
                own.add(new dev.reconciler.row.CanonicalEncoding(
                                List.of(table.columns().get(1).target().type().logical()))
                        .hash(new Row(
                                java.util.Collections.singletonList(rows.get(i).value(1)))));
            }
            assertThat(reader.digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL)
                            .values())
                    .containsExactly(sum);
        }
        return own;
    }

    private MappedTable table(String type, List<String> values) {
        String name = "t" + ++tables + "_" + type.replaceAll("[^a-z0-9]", "_").toLowerCase(Locale.ROOT);
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE " + name + " (id int PRIMARY KEY, v " + type + ", f " + type + ")");
        for (int i = 0; i < values.size(); i++) {
            statements.add("INSERT INTO " + name + " VALUES (" + i + ", (" + values.get(i) + ")::" + type + ", NULL)");
        }
        cluster.execute(database, statements.toArray(String[]::new));
        return new Tables(pool, pool).sameName(name, null);
    }
}
