package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.ChunkReaderContract;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a real server, with keys in many types and collations. */
abstract class ChunkReaderOfMySqlFamily extends ChunkReaderContract {
    private static final List<String> WORDS =
            List.of("a", "B", "b", "A", "\u00e9", "\u00c9", "e\u0301", "\u4e2d", "\uD83D\uDE00", " ", "-", "a\t", "a ");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MySqlFamilyServer server;
    private final String nopad;
    private String database;
    private HikariDataSource pool;
    private Tables tables;

    ChunkReaderOfMySqlFamily(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
        nopad = MySqlKind.valueOf(flavor.name()).binaryCollation();
    }

    @BeforeAll
    void open() {
        database = server.createDatabase("chunks");
        create(
                "k_int",
                "id int PRIMARY KEY, v int",
                1000,
                n -> "(" + (n + 251 - 500) * (n + 251) + "," + (n + 251) + ")");
        create(
                "k_uuid",
                "id binary(16) PRIMARY KEY",
                1000,
                n -> "(X'"
                        + UUID.nameUUIDFromBytes(new byte[] {(byte) n, (byte) (n >> 8)})
                                .toString()
                                .replace("-", "") + "')");
        create(
                "k_unsigned",
                "id bigint unsigned PRIMARY KEY",
                600,
                n -> "(" + (n < 300 ? n : "18446744073709551615 - " + n) + ")");
        create("k_tiny", "id tinyint(1) PRIMARY KEY", 256, n -> "(" + (n - 128) + ")");
        create("k_bit", "a bit(1), b smallint, PRIMARY KEY (a, b)", 300, n -> "(" + n % 2 + "," + n + ")");
        create("k_year", "id year PRIMARY KEY", 156, n -> "(" + (n == 0 ? 0 : 1900 + n) + ")");
        create("k_num", "id decimal(20,5) PRIMARY KEY", 1000, n -> "(" + (n - 500) + " / 7.0)");
        create("k_bytes", "id varbinary(20) PRIMARY KEY", 500, n -> "(X'" + bytes(n) + "')");
        create("k_date", "id date PRIMARY KEY", 302, n -> "('" + day(n) + "')");
        create("k_datetime", "id datetime(6) PRIMARY KEY", 300, n -> "('" + moment(n) + "')");
        create(
                "k_instant",
                "id timestamp(3) PRIMARY KEY",
                300,
                n -> "('" + (n == 0 ? "0000-00-00" : instant(n)) + "')");
        text("k_text", "varchar(40) CHARACTER SET utf8mb4");
        text("k_bin", "varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        text("k_nopad", "varchar(40) CHARACTER SET utf8mb4 COLLATE " + nopad);
        text("k_latin", "varchar(40) CHARACTER SET latin1");
        text("k_char", "char(8) CHARACTER SET utf8mb4");
        text("k_char_nopad", "char(8) CHARACTER SET utf8mb4 COLLATE " + nopad);
        create(
                "k_long",
                "id varchar(700) CHARACTER SET utf8mb4 PRIMARY KEY",
                40,
                n -> "('" + "\u4e2d".repeat(690) + n + "')");
        create(
                "k_pair",
                "a int, b varchar(40) CHARACTER SET utf8mb4 COLLATE " + nopad
                        + ", c timestamp(6), PRIMARY KEY (a, b, c)",
                1000,
                n -> "(" + n % 3 + ",'" + (n < 900 ? "same" : "X" + n) + "','" + instant(n) + "')");
        create(
                "k_mixed",
                "a varchar(20) CHARACTER SET utf8mb4, b int, PRIMARY KEY (a, b)",
                300,
                n -> "('" + "aBc".charAt(n % 3) + "'," + n + ")");
        create("k_translated", "id int PRIMARY KEY", 302, n -> "(" + (n < 300 ? 1001 + n : 8701 + n) + ")");
        create(
                "k_translated_ids",
                "old_id int NOT NULL UNIQUE, new_id int NOT NULL UNIQUE",
                400,
                n -> "(" + (-n - 1) + "," + (1001 + n) + ")");
        create(
                "k_skew",
                "tenant varchar(20) CHARACTER SET utf8mb4, id int PRIMARY KEY",
                1000,
                n -> "('" + (n % 10 == 0 ? "Acme" : n % 10 == 1 ? "acme" : "rest") + "'," + (n < 900 ? n : n * 100000)
                        + ")");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 8, Duration.ofSeconds(30));
        tables = new Tables(new MySqlSchemaReader("source", pool), new MySqlSchemaReader("target", pool));
    }

    private void text(String name, String type) {
        create(
                name,
                "id " + type + " PRIMARY KEY",
                60 * WORDS.size(),
                n -> "('" + WORDS.get(n % WORDS.size()) + (n < WORDS.size() ? "" : n / WORDS.size()) + "')");
    }

    /** Rows whose keys the table takes for equal are left out. */
    private void create(String name, String columns, int rows, IntFunction<String> row) {
        String values = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining(", "));
        server.execute(
                database,
                "SET sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'",
                "CREATE TABLE " + name + " (" + columns + ")",
                "INSERT IGNORE INTO " + name + " VALUES " + values,
                "ANALYZE TABLE " + name);
    }

    private static String bytes(int n) {
        return "00".repeat(n % 3) + HexFormat.of().toHexDigits((short) (n * 131)) + (n % 2 == 0 ? "" : "20");
    }

    private static String day(int n) {
        return switch (n) {
            case 0 -> "0000-00-00";
            case 1 -> "2024-02-30";
            case 2 -> "2024-00-10";
            case 3 -> "9999-12-31";
            default -> LocalDate.of(1, 1, 1).plusDays(n * 2_700L).toString();
        };
    }

    private static String moment(int n) {
        return day(n) + " 00:00:0" + n % 10 + (n % 3 == 0 ? "" : "." + n);
    }

    private static String instant(int n) {
        return Timestamp.valueOf(LocalDateTime.of(2024, 10, 27, 0, 0).plusNanos(n * 1_500_000_000L))
                .toString();
    }

    @Test
    void keyCollidesWithTheStoredKeyThatTheCollationTakesForIt() {
        create(
                "c_latin",
                "a int, k varchar(9) CHARACTER SET latin1, PRIMARY KEY (a, k)",
                3,
                n -> "(1, '" + List.of("a", "?", "b").get(n) + "')");
        RowKey upper = RowKey.of("1", "A");
        RowKey lacking = RowKey.of("1", "\u4e2d"); // becomes a question mark in latin1
        List<RowKey> asked = List.of(upper, lacking, RowKey.of("2", "A"), RowKey.of("1", "b"), RowKey.of("1", "c"));
        try (OpenSnapshot snapshot = snapshot()) {
            Map<RowKey, Row> found = snapshot.reader().collisions(table("c_latin", null), asked);

            assertThat(found).isEqualTo(Map.of(upper, new Row(List.of("1", "a"))));
            assertThat(snapshot.reader().collisions(table("k_int", null), List.of(RowKey.of("0"))))
                    .isEmpty();
        }
    }

    @AfterAll
    void close() {
        pool.close();
    }

    @Override
    protected MappedTable table(String name, @Nullable String tenant) {
        TableRef ref = new TableRef(database, name);
        return name.equals("k_translated") ? tables.translated(ref) : tables.sameName(ref, tenant);
    }

    @Override
    protected Stream<String> keyedTables() {
        return Stream.of(
                "k_int",
                "k_uuid",
                "k_unsigned",
                "k_tiny",
                "k_bit",
                "k_year",
                "k_num",
                "k_bytes",
                "k_date",
                "k_datetime",
                "k_instant",
                "k_text",
                "k_bin",
                "k_nopad",
                "k_latin",
                "k_char",
                "k_char_nopad",
                "k_long",
                "k_pair",
                "k_mixed",
                "k_translated",
                "k_skew");
    }

    @Override
    protected Stream<DigestMethod> digestMethods() {
        return Stream.of(DigestMethod.values());
    }

    @Override
    protected Stream<DigestMethod> digestMethods(MappedTable table) {
        return table.isTranslated() ? Stream.of(DigestMethod.CANONICAL) : digestMethods();
    }

    @Override
    protected OpenSnapshot snapshot() {
        MySqlSnapshot snapshot = MySqlSnapshot.open(Side.TARGET, pool, LIMIT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }

    @ParameterizedTest
    @MethodSource("keyedTables")
    void digestsOfPartsAreThoseOfTheirRanges(String name) {
        MappedTable table = table(name, null);
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            List<RowKey> all = reader.bounds(table, TenantScope.all(), KeyRange.ALL, 5);
            KeyRange range = new KeyRange(all.get(1), all.get(all.size() - 2));
            List<RowKey> bounds = reader.bounds(table, TenantScope.all(), range, 3);

            assertThat(reader.bounds(table, TenantScope.all(), range, 3, 3)).isEqualTo(bounds.subList(0, 3));
            List<Map<TenantId, Digest>> parts =
                    reader.digestsOfParts(table, TenantScope.all(), range, bounds, DigestMethod.CANONICAL);
            List<KeyRange> ranges = range.cut(bounds);
            assertThat(parts).hasSameSizeAs(ranges).hasSizeGreaterThan(5);
            for (int i = 0; i < ranges.size(); i++) {
                assertThat(parts.get(i))
                        .isEqualTo(reader.digests(table, TenantScope.all(), ranges.get(i), DigestMethod.CANONICAL))
                        .isNotEmpty();
            }
        }
    }

    /** Keys of the other side, which the column can't hold: before all of its values, between two, or after all. */
    @ParameterizedTest
    @CsvSource({
        "k_date, -infinity",
        "k_date, 0044-03-15 BC",
        "k_date, infinity",
        "k_date, 10000-01-01",
        "k_datetime, infinity",
        "k_instant, 1969-12-31 00:00:00+00",
        "k_instant, 2050-01-01 00:00:00+00",
        "k_num, NaN",
        "k_num, -Infinity",
        "k_num, 0.000001",
        "k_num, 99999999999999999999999999",
        "k_unsigned, -1",
        "k_unsigned, 18446744073709551616",
        "k_tiny, 1000",
        "k_year, 70",
        "k_year, 3000",
        "k_year, -5",
        "k_char, zzzzzzzzzzzz",
        "k_latin, \u4e2d"
    })
    void rangeMayBeginWithAKeyThatTheColumnCannotHold(String name, String text) {
        MappedTable table = table(name, null);
        RowKey key = RowKey.of(text);
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            List<RowKey> all = new ArrayList<>();
            reader.rows(table, TenantScope.all(), KeyRange.ALL, row -> all.add(table.keyOf(row)));
            KeyOrder order = new KeyOrder(table.keyTypes());
            long from =
                    all.stream().filter(each -> order.compare(each, key) >= 0).count();

            assertThat(count(reader, table, new KeyRange(key, null))).isEqualTo(from);
            assertThat(count(reader, table, new KeyRange(null, key))).isEqualTo(all.size() - from);
            assertThat(reader.rowsByKey(table, List.of(key))).isEmpty();
        }
    }

    private static long count(ChunkReader reader, MappedTable table, KeyRange range) {
        return reader.counts(table, TenantScope.all(), range).getOrDefault(TenantId.NONE, 0L);
    }

    @Test
    void collationThatIgnoresCaseAndBlanksFindsNoOtherKey() {
        MappedTable table = table("k_text", null);
        try (OpenSnapshot snapshot = snapshot()) {
            List<RowKey> either = List.of(RowKey.of("a7"), RowKey.of("A7"), RowKey.of("a7 "));

            assertThat(snapshot.reader().rowsByKey(table, either)).hasSize(1);
        }
    }

    /** The server counts the rows that it reads for a session; each of these tables has hundreds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "k_int",
                "k_uuid",
                "k_unsigned",
                "k_num",
                "k_bytes",
                "k_date",
                "k_datetime",
                "k_instant",
                "k_nopad",
                "k_pair",
                "k_skew"
            })
    void rangeReadsNoOtherRows(String name) throws SQLException {
        MappedTable table = table(name, null);
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.TARGET, pool, LIMIT)) {
            ChunkReader reader = snapshot.reader();
            List<RowKey> bounds = reader.bounds(table, TenantScope.all(), KeyRange.ALL, 20, 10);
            KeyRange range = new KeyRange(bounds.get(8), bounds.get(9));
            long before = rowsRead(snapshot);

            reader.rows(table, TenantScope.all(), range, row -> {});

            assertThat(rowsRead(snapshot) - before).isBetween(20L, 60L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k_int",
                "k_uuid",
                "k_num",
                "k_bytes",
                "k_instant",
                "k_text",
                "k_bin",
                "k_latin",
                "k_char",
                "k_pair",
                "k_mixed"
            })
    void rowsByKeyAreLookedUpInTheIndex(String name) throws SQLException {
        MappedTable table = table(name, null);
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.TARGET, pool, LIMIT)) {
            List<RowKey> keys = snapshot.reader().sample(table, TenantScope.all(), KeyRange.ALL, 20, 1).stream()
                    .map(DrawnKey::key)
                    .toList();
            long before = rowsRead(snapshot);

            assertThat(snapshot.reader().rowsByKey(table, keys)).hasSize(20);

            assertThat(rowsRead(snapshot) - before).isBetween(20L, 60L);
        }
    }

    private static long rowsRead(MySqlSnapshot snapshot) throws SQLException {
        long[] sum = {0};
        Sql.each(
                snapshot.session().connection(),
                "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_first', 'Handler_read_key', 'Handler_read_next',"
                        + " 'Handler_read_rnd_next')",
                row -> sum[0] += row.getLong(2));
        return sum[0];
    }

    /** The server works on a statement until all of its rows are sent, so a client that gathers them finds the session idle. 64 MB exceed the sockets' buffers. */
    @Test
    void rowsAreStreamed() {
        server.execute(
                database,
                "CREATE TABLE wide (id int PRIMARY KEY, v longtext)",
                "INSERT INTO wide VALUES (1, REPEAT('x', 1000000))",
                "INSERT INTO wide SELECT id + 1, v FROM wide",
                "INSERT INTO wide SELECT id + 2, v FROM wide",
                "INSERT INTO wide SELECT id + 4, v FROM wide",
                "INSERT INTO wide SELECT id + 8, v FROM wide",
                "INSERT INTO wide SELECT id + 16, v FROM wide",
                "INSERT INTO wide SELECT id + 32, v FROM wide");
        MappedTable table = table("wide", null);
        List<String> commands = new ArrayList<>();
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.TARGET, pool, LIMIT)) {
            long session = id(snapshot);
            snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, row -> commands.add(command(session)));
        }
        assertThat(commands).hasSize(64).startsWith("Query");
    }

    private static long id(MySqlSnapshot snapshot) {
        try {
            return Sql.number(snapshot.session().connection(), "SELECT CONNECTION_ID()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String command(long session) {
        return server
                .query("", "SELECT COMMAND AS c FROM information_schema.PROCESSLIST WHERE ID = " + session)
                .stream()
                .map(row -> String.valueOf(row.get("c")))
                .collect(Collectors.joining());
    }

    @Test
    void snapshotIsReadableAfterAReceiverFailed() {
        MappedTable table = table("k_int", null);
        try (OpenSnapshot snapshot = snapshot()) {
            assertThatThrownBy(() -> snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, row -> {
                        throw new IllegalStateException("enough");
                    }))
                    .hasMessage("enough");

            assertThat(total(snapshot.reader(), table, TenantScope.all())).isEqualTo(1000);
        }
    }

    @Test
    void scopeOfTransformedTenantsShowsItsOwnTenantsOnly() {
        server.execute(
                database,
                "CREATE TABLE raw (id int PRIMARY KEY, tenant varchar(20) CHARACTER SET utf8mb4)",
                "CREATE TABLE cooked (id int PRIMARY KEY, tenant varchar(20) CHARACTER SET utf8mb4)",
                "INSERT INTO raw VALUES (1, ' T '), (2, 't'), (3, 'T'), (4, NULL), (5, ' T'), (6, 'other')");
        MappedTable table = tables.resolve(new TableMapping(
                        new TableRef(database, "raw"),
                        new TableRef(database, "cooked"),
                        Map.of("tenant", new TableMapping.ColumnMapping(List.of(), new Transform.Trim())),
                        Set.of(),
                        Set.of(),
                        "tenant",
                        List.of()))
                .get(0);
        TenantScope scope = TenantScope.of(new TenantId("T"));
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.SOURCE, pool, LIMIT)) {
            ChunkReader reader = snapshot.reader();
            List<Row> rows = new ArrayList<>();
            reader.rows(table, scope, KeyRange.ALL, rows::add);

            assertThat(rows).extracting(row -> row.value(0)).containsExactly("1", "3", "5");
            assertThat(rows).extracting(row -> row.value(1)).containsOnly("T");
            assertThat(reader.counts(table, scope, KeyRange.ALL)).containsExactly(Map.entry(new TenantId("T"), 3L));
            assertThat(reader.counts(table, TenantScope.all(), KeyRange.ALL))
                    .containsEntry(new TenantId("t"), 1L)
                    .containsEntry(TenantId.NONE, 1L)
                    .hasSize(4);
            assertThat(reader.sample(table, scope, KeyRange.ALL, 9, 1)).hasSize(3);
            assertThat(reader.bounds(table, scope, KeyRange.ALL, 2, 1)).containsExactly(RowKey.of("5"));
        }
    }
}
