package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.ChunkReaderContract;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresChunkReaderTest extends ChunkReaderContract {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private String database;
    private HikariDataSource pool;
    private Tables tables;

    /** An ICU collation by default, where the version has it (15): text sorts otherwise than by byte. */
    @BeforeAll
    void open() {
        database = cluster.createDatabase("chunks") + "_icu";
        cluster.execute(
                "postgres",
                "CREATE DATABASE " + database
                        + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
                        + (PostgresCluster.majorVersion() < 15 ? "" : " LOCALE_PROVIDER icu ICU_LOCALE 'en'"));
        cluster.execute(
                database,
                "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE k_int (id int PRIMARY KEY, v int)",
                "INSERT INTO k_int SELECT (n - 500) * n, n FROM generate_series(251, 1250) n",
                "CREATE TABLE k_uuid (id uuid PRIMARY KEY)",
                "INSERT INTO k_uuid SELECT md5(n::text)::uuid FROM generate_series(1, 1000) n",
                "CREATE TABLE k_text (id text PRIMARY KEY)",
                "CREATE TABLE k_text_c (id text COLLATE \"C\" PRIMARY KEY)",
                "CREATE TABLE k_blind (id text COLLATE blind PRIMARY KEY)",
                "INSERT INTO k_text SELECT w || CASE WHEN n = 0 THEN '' ELSE n::text END FROM generate_series(0, 99) n,"
                        + " unnest(ARRAY['a', 'B', 'b', 'A', 'é', 'É', E'e\\u0301', '中', E'\\U0001F600', ' ', '-']) w",
                "INSERT INTO k_text_c SELECT id FROM k_text",
                "INSERT INTO k_blind SELECT DISTINCT ON (id COLLATE blind) id FROM k_text",
                "CREATE TABLE k_char (id char(8) PRIMARY KEY)",
                "INSERT INTO k_char SELECT left(id, 8) FROM k_text",
                "CREATE TABLE k_pair (a int, b text, c timestamptz, PRIMARY KEY (a, b, c))",
                "INSERT INTO k_pair SELECT n % 3, CASE WHEN n < 900 THEN 'same' ELSE 'X' || n END,"
                        + " timestamptz '2024-10-27 00:00+00' + n * interval '1.5 s' FROM generate_series(1, 1000) n",
                "CREATE TABLE k_bytes (id bytea PRIMARY KEY)",
                "INSERT INTO k_bytes SELECT decode(md5(n::text), 'hex') FROM generate_series(1, 500) n",
                "INSERT INTO k_bytes VALUES ('')",
                "CREATE TABLE k_date (id date PRIMARY KEY)",
                "INSERT INTO k_date SELECT date '0005-01-01 BC' + n * 10 FROM generate_series(1, 300) n",
                "INSERT INTO k_date VALUES ('infinity'), ('-infinity'), ('12024-01-01')",
                "CREATE TABLE k_num (id numeric(20,5) PRIMARY KEY)",
                "INSERT INTO k_num SELECT n / 7.0 FROM generate_series(-500, 500) n",
                "CREATE TABLE k_skew (tenant text, id int, PRIMARY KEY (id))",
                "INSERT INTO k_skew SELECT CASE n % 10 WHEN 0 THEN 'Acme' WHEN 1 THEN 'acme' ELSE 'rest' END,"
                        + " CASE WHEN n < 900 THEN n ELSE n * 100000 END FROM generate_series(1, 1000) n",
                "CREATE TABLE k_translated (id int PRIMARY KEY)",
                "INSERT INTO k_translated SELECT 1000 + n FROM generate_series(1, 300) n UNION SELECT 9001 UNION SELECT 9002",
                "CREATE TABLE k_translated_ids (old_id int NOT NULL UNIQUE, new_id int NOT NULL UNIQUE)",
                "INSERT INTO k_translated_ids SELECT -n, 1000 + n FROM generate_series(1, 400) n",
                "VACUUM ANALYZE");
        pool = Tables.pool(cluster, database);
        tables = new Tables(pool, pool);
    }

    @AfterAll
    void close() {
        pool.close();
    }

    @Override
    protected MappedTable table(String name, @Nullable String tenant) {
        return name.equals("k_translated")
                ? tables.translated(new TableRef("public", name))
                : tables.sameName(name, tenant);
    }

    @Override
    protected Stream<String> keyedTables() {
        return Stream.of(
                "k_int",
                "k_uuid",
                "k_text",
                "k_text_c",
                "k_blind",
                "k_char",
                "k_pair",
                "k_bytes",
                "k_date",
                "k_num",
                "k_translated",
                "k_skew");
    }

    @Override
    protected Stream<DigestMethod> digestMethods() {
        return Stream.of(DigestMethod.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"k_int", "k_uuid", "k_text", "k_text_c", "k_char", "k_pair", "k_bytes", "k_date", "k_num"})
    void theDigestsOfPartsAreThoseOfTheirRanges(String name) {
        MappedTable table = tables.sameName(name, null);
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            List<RowKey> all = reader.bounds(table, TenantScope.all(), KeyRange.ALL, 20);
            KeyRange range = new KeyRange(all.get(1), all.get(all.size() - 2));
            List<RowKey> bounds = reader.bounds(table, TenantScope.all(), range, 30);

            assertThat(reader.bounds(table, TenantScope.all(), range, 30, 3)).isEqualTo(bounds.subList(0, 3));
            for (DigestMethod method : DigestMethod.values()) {
                List<Map<TenantId, Digest>> parts =
                        reader.digestsOfParts(table, TenantScope.all(), range, bounds, method);
                List<KeyRange> ranges = range.cut(bounds);
                assertThat(parts).hasSameSizeAs(ranges).hasSizeGreaterThan(5);
                for (int i = 0; i < ranges.size(); i++) {
                    assertThat(parts.get(i))
                            .isEqualTo(reader.digests(table, TenantScope.all(), ranges.get(i), method))
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void theDigestsOfPartsAreByTenant() {
        MappedTable table = tables.sameName("k_skew", "tenant");
        TenantScope acme = new TenantScope.Tenants(Set.of(new TenantId("Acme"), new TenantId("acme")));
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            List<RowKey> bounds = List.of(RowKey.of("500"), RowKey.of("501"), RowKey.of("600"));

            List<Map<TenantId, Digest>> parts =
                    reader.digestsOfParts(table, acme, KeyRange.ALL, bounds, DigestMethod.NATIVE);

            List<KeyRange> ranges = KeyRange.ALL.cut(bounds);
            for (int i = 0; i < ranges.size(); i++) {
                assertThat(parts.get(i)).isEqualTo(reader.digests(table, acme, ranges.get(i), DigestMethod.NATIVE));
            }
            assertThat(parts.get(1)).containsOnlyKeys(new TenantId("Acme"));
            assertThat(parts.get(3)).hasSize(2);
        }
    }

    @Override
    protected OpenSnapshot snapshot() {
        PostgresSnapshot snapshot = PostgresSnapshot.open(Side.TARGET, pool, SnapshotLimits.DEFAULT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }

    @Test
    void aCollationThatIgnoresCaseFindsNoOtherKey() {
        MappedTable table = tables.sameName("k_blind", null);
        try (OpenSnapshot snapshot = snapshot()) {
            List<RowKey> either = List.of(RowKey.of("a7"), RowKey.of("A7"));

            assertThat(snapshot.reader().rowsByKey(table, either)).hasSize(1);
        }
    }

    @Test
    void rowsByKeyAreLookedUpInTheIndexHoweverManyThereAre() throws Exception {
        MappedTable table = tables.sameName("k_pair", null);
        List<RowKey> keys = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add(RowKey.of("1", "same", "2024-10-27 00:00:0" + i % 10 + "+00"));
        }
        StringBuilder plan = new StringBuilder();
        try (Session session = Session.open(Side.TARGET, pool)) {
            BoundSql sql = new BoundSql().add("EXPLAIN ").add(new ChunkSql(table, Side.TARGET).rowsByKey(keys));
            session.query("a plan", sql, 0, row -> plan.append(row.getString(1)).append('\n'));
        }
        assertThat(plan.toString()).contains("Index").contains("k_pair_pkey").doesNotContain("Seq Scan");
    }

    @Test
    void transformsGiveTheSameBytesInJavaAndInSql() {
        cluster.execute(
                database,
                "CREATE TABLE raw (id int PRIMARY KEY, tenant text, low text, up varchar(9), trimmed text, gone text,"
                        + " kept int, n int, f real, h text, c char(4), unused text)",
                "CREATE TABLE \"Cooked \"\"x\" (\"h\" text, id int PRIMARY KEY, tenant text, low text, up text,"
                        + " trimmed text, gone text, kept numeric(9,2), fixed text NOT NULL, nothing text, n"
                        + " numeric(12,3), f float8, c text, generated int GENERATED ALWAYS AS (id * 2) STORED)",
                "INSERT INTO raw VALUES (1, ' T ', 'ÄB\tİI', 'straße', E' \\t x  ', 'N/A', NULL, 5, 0.1, '''', 'ab',"
                        + " 'x')",
                "INSERT INTO raw VALUES (2, 't', NULL, NULL, NULL, NULL, 0, NULL, '-0', NULL, NULL, 'x')",
                "INSERT INTO raw VALUES (3, 'T', '', '', '   ', 'n/a', 1, -7, 'NaN', '\\', '', 'x')");
        TableMapping mapping = new TableMapping(
                new TableRef("public", "raw"),
                new TableRef("public", "Cooked \"x"),
                Map.of(
                        "tenant", new ColumnMapping(List.of(), new Transform.Trim()),
                        "low", new ColumnMapping(List.of(), new Transform.Lowercase()),
                        "up", new ColumnMapping("up", new Transform.Uppercase()),
                        "trimmed", new ColumnMapping(List.of(), new Transform.Trim()),
                        "gone", new ColumnMapping(List.of(), new Transform.NullIf("N/A")),
                        "kept", new ColumnMapping(List.of(), new Transform.Default("12.50")),
                        "fixed", new ColumnMapping(List.of(), new Transform.Constant("it's ? {x} \\ 'quoted'")),
                        "nothing", new ColumnMapping(List.of(), new Transform.Constant(null))),
                Set.of("unused"),
                Set.of(),
                "tenant",
                List.of());
        MappedTable table = tables.resolve(mapping).get(0);
        assertThat(table.indexOf("generated")).isNegative();
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(Side.SOURCE, pool, SnapshotLimits.DEFAULT)) {
            List<Row> rows = new ArrayList<>();
            List<HashedKey> hashes = new ArrayList<>();
            snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
            snapshot.reader().hashes(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL, hashes::add);

            assertThat(rows).extracting(row -> row.value(table.indexOf("low"))).containsExactly("Äb\tİi", null, "");
            assertThat(rows).extracting(row -> row.value(table.indexOf("up"))).containsExactly("STRAßE", null, "");
            assertThat(rows)
                    .extracting(row -> row.value(table.indexOf("trimmed")))
                    .containsExactly("\t x", null, "");
            assertThat(rows).extracting(row -> row.value(table.indexOf("gone"))).containsExactly(null, null, "n/a");
            assertThat(rows).extracting(row -> row.value(table.indexOf("kept"))).containsExactly("12.50", "0", "1");
            assertThat(rows).extracting(row -> row.value(table.indexOf("f"))).containsExactly("0.1", "-0", "NaN");
            assertThat(rows.get(0).value(table.indexOf("fixed"))).isEqualTo("it's ? {x} \\ 'quoted'");
            assertThat(hashes)
                    .extracting(HashedKey::hash)
                    .containsExactlyElementsOf(
                            rows.stream().map(table.encoding()::hash).toList());
            assertThat(hashes).extracting(each -> each.tenant().value()).containsExactly("T", "t", "T");
            assertThat(total(snapshot.reader(), table, TenantScope.of(new TenantId("T"))))
                    .isEqualTo(2);
        }
    }
}
