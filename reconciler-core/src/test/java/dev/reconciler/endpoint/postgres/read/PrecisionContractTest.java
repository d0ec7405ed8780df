package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that the target holds with fewer digits than the source: SQL and Java round as the server does when it stores them. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrecisionContractTest {
    private static final String EDGES = """
            ('2024-02-29 23:59:59.999999'), ('2024-12-31 23:59:59.9995'), ('2024-12-31 23:59:59.9994999'),
            ('2024-06-01 12:00:00.0005'), ('2024-06-01 12:00:00.0015'), ('2024-06-01 12:00:00.5'),
            ('2024-06-01 12:00:01.5'), ('2024-06-01 12:00:00'), ('2024-06-01 12:00:00.1'),
            ('2000-01-01 00:00:00'), ('2000-01-01 00:00:00.5'), ('1999-12-31 23:59:59.5'),
            ('1999-12-31 23:59:59.9995'), ('1999-06-01 12:00:00.0005'), ('1999-06-01 12:00:00.0015'),
            ('1999-06-01 12:00:00.000501'), ('1999-06-01 12:00:00.000499'), ('1970-01-01 00:00:00.0005'),
            ('0001-01-01 00:00:00.0005 BC'), ('0001-12-31 23:59:59.9996 BC'), ('4713-02-01 01:02:03.123456 BC'),
            ('9999-12-31 23:59:59.9999'), ('12024-01-01 00:00:00.123456'), ('infinity'), ('-infinity'), (NULL)""";

    private final PostgresCluster cluster = PostgresCluster.shared();
    private HikariDataSource source;
    private HikariDataSource target;

    @BeforeAll
    void open() {
        String from = cluster.createDatabase("precise");
        String to = cluster.createDatabase("rounded");
        source = Tables.pool(cluster, from);
        target = Tables.pool(cluster, to);
        for (int digits : new int[] {0, 1, 3, 5}) {
            String name = "t" + digits;
            cluster.execute(
                    from,
                    "SET TIME ZONE 'UTC'; CREATE TABLE %s (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a timestamp, b timestamptz, c time, d timetz)"
                            .formatted(name),
                    "SET TIME ZONE 'UTC'; INSERT INTO %s (a, b, c, d) SELECT v::timestamp, v::timestamptz, x::time, x::time::timetz"
                                    .formatted(name)
                            + " FROM (VALUES " + EDGES
                            + ") AS e (v), LATERAL (SELECT CASE WHEN isfinite(v::timestamp) THEN v::timestamp END) AS f (x)");
            cluster.execute(
                    to,
                    "CREATE TABLE %1$s (id int PRIMARY KEY, a timestamp(%2$d), b timestamptz(%2$d), c time(%2$d), d timetz(%2$d))"
                            .formatted(name, digits));
            for (var row : cluster.query(
                    from, "SELECT id, a::text AS a, b::text AS b, c::text AS c, d::text AS d FROM " + name)) {
                cluster.execute(
                        to,
                        "INSERT INTO %s VALUES (%s, %s, %s, %s, %s)"
                                .formatted(
                                        name,
                                        row.get("id"),
                                        literal(row.get("a")),
                                        literal(row.get("b")),
                                        literal(row.get("c")),
                                        literal(row.get("d"))));
            }
        }
    }

    private static String literal(Object text) {
        return text == null ? "NULL" : "'" + text + "'";
    }

    @AfterAll
    void close() {
        source.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5})
    void sqlAndJavaRoundAsTheServerStores(int digits) {
        MappedTable table = new Tables(source, target).sameName("t" + digits, null);
        try (PostgresSnapshot before = PostgresSnapshot.open(Side.SOURCE, source, SnapshotLimits.DEFAULT);
                PostgresSnapshot after = PostgresSnapshot.open(Side.TARGET, target, SnapshotLimits.DEFAULT)) {
            List<Row> stored = rows(after, table);
            assertThat(stored).hasSize(26);
            assertThat(rows(before, table)).as("SQL").isEqualTo(stored);
            for (DigestMethod method : DigestMethod.values()) {
                assertThat(hashes(before, table, method)).as("hashes").isEqualTo(hashes(after, table, method));
                assertThat(before.reader().digests(table, TenantScope.all(), KeyRange.ALL, method))
                        .as("digest")
                        .isEqualTo(after.reader().digests(table, TenantScope.all(), KeyRange.ALL, method));
            }
            assertThat(printed(table)).as("Java").isEqualTo(stored);
            for (int i = 0; i < stored.size(); i++) {
                assertThat(table.encoding().hash(stored.get(i)))
                        .isEqualTo(hashes(after, table, DigestMethod.CANONICAL)
                                .get(i)
                                .hash());
            }
        }
    }

    /** A difference that the target's precision can hold is one, and so are digits that only the target has. */
    @Test
    void whatIsNotRoundingIsADifference() {
        String from = cluster.createDatabase("coarse");
        String to = cluster.createDatabase("fine");
        cluster.execute(
                from,
                "CREATE TABLE t (id int PRIMARY KEY, a timestamp(3))",
                "INSERT INTO t VALUES (1, '2024-01-01 00:00:00.123')");
        cluster.execute(
                to,
                "CREATE TABLE t (id int PRIMARY KEY, a timestamp)",
                "INSERT INTO t VALUES (1, '2024-01-01 00:00:00.123456')");
        try (HikariDataSource coarse = Tables.pool(cluster, from);
                HikariDataSource fine = Tables.pool(cluster, to);
                PostgresSnapshot before = PostgresSnapshot.open(Side.SOURCE, coarse, SnapshotLimits.DEFAULT);
                PostgresSnapshot after = PostgresSnapshot.open(Side.TARGET, fine, SnapshotLimits.DEFAULT)) {
            MappedTable table = new Tables(coarse, fine).sameName("t", null);
            assertThat(rows(before, table)).isNotEqualTo(rows(after, table));
            for (DigestMethod method : DigestMethod.values()) {
                assertThat(hashes(before, table, method)).isNotEqualTo(hashes(after, table, method));
            }
        }
    }

    @Test
    void aKeyIsNotRounded() {
        String from = cluster.createDatabase("key");
        String to = cluster.createDatabase("key");
        cluster.execute(from, "CREATE TABLE t (at timestamp PRIMARY KEY)");
        cluster.execute(to, "CREATE TABLE t (at timestamp(3) PRIMARY KEY)");
        try (HikariDataSource precise = Tables.pool(cluster, from);
                HikariDataSource rounded = Tables.pool(cluster, to)) {
            assertThatThrownBy(() -> new Tables(precise, rounded).sameName("t", null))
                    .hasMessageContaining("two keys could become one");
        }
    }

    private static List<Row> rows(PostgresSnapshot snapshot, MappedTable table) {
        List<Row> rows = new ArrayList<>();
        snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
        return rows;
    }

    private static List<HashedKey> hashes(PostgresSnapshot snapshot, MappedTable table, DigestMethod method) {
        List<HashedKey> hashes = new ArrayList<>();
        snapshot.reader().hashes(table, TenantScope.all(), KeyRange.ALL, method, hashes::add);
        return hashes;
    }

    /** As a change event brings them: the source's own text, and what the mapping makes of it. */
    private List<Row> printed(MappedTable table) {
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(Side.TARGET, source, SnapshotLimits.DEFAULT)) {
            return rows(snapshot, table).stream()
                    .map(row -> {
                        List<String> values = new ArrayList<>();
                        for (int i = 0; i < table.columns().size(); i++) {
                            MappedColumn column = table.columns().get(i);
                            values.add(column.valueOf(Collections.singletonList(row.value(i))));
                        }
                        return new Row(values);
                    })
                    .toList();
        }
    }
}
