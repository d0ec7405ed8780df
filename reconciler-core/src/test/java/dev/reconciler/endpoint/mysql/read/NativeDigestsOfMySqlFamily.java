package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.types.EdgeValues;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Between two tables of MySQL, or of MariaDB, the native digest sees exactly what the canonical one sees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NativeDigestsOfMySqlFamily {
    private static final int CASES = Integer.getInteger("digest.cases", 2_000);
    private static final long SEED = Long.getLong("digest.seed", 1);
    private static final int ROWS = 4;
    private static final int LONGEST = 2_000;
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final MySqlFamilyServer server;
    private String database;
    private HikariDataSource pool;
    private int tables;

    NativeDigestsOfMySqlFamily(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
    }

    @BeforeAll
    void open() {
        database = server.createDatabase("native_digests");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 8, Duration.ofSeconds(30));
    }

    @AfterAll
    void close() {
        pool.close();
    }

    final HikariDataSource pool() {
        return pool;
    }

    static List<EdgeValues> types() {
        return EdgeValues.ofBothServers();
    }

    /** Each value of the source beside each value of the target, NULL among them. */
    @ParameterizedTest
    @MethodSource("types")
    void twoValuesHaveOneNativeHashExactlyIfTheyHaveOneCanonicalHash(EdgeValues type) throws SQLException {
        MappedTable table = table(
                "id int PRIMARY KEY, v " + type.mysql() + " NULL", "id int PRIMARY KEY, v " + type.mysql() + " NULL");
        assertThat(hasNative(table)).isEqualTo(!type.mysql().equals("point"));
        if (!hasNative(table)) {
            return;
        }
        List<@Nullable String> values = new ArrayList<>(type.values());
        values.removeIf(value -> value != null && value.length() > LONGEST * 1_000);
        values.add(null);
        List<List<@Nullable String>> here = new ArrayList<>();
        List<List<@Nullable String>> there = new ArrayList<>();
        for (String value : values) {
            for (String other : values) {
                if (isShort(value) && isShort(other) || value == other || isNeighbour(values, value, other)) {
                    here.add(Arrays.asList(String.valueOf(here.size()), value));
                    there.add(Arrays.asList(String.valueOf(there.size()), other));
                }
            }
        }
        insert(table.source(), here);
        insert(table.target(), there);

        assertThat(equalHashes(table, DigestMethod.NATIVE))
                .isEqualTo(equalHashes(table, DigestMethod.CANONICAL))
                .hasSizeBetween(values.size(), here.size() - 1);
    }

    private static boolean isShort(@Nullable String value) {
        return value == null || value.length() <= LONGEST;
    }

    private static boolean isNeighbour(List<@Nullable String> values, @Nullable String value, @Nullable String other) {
        return Math.abs(values.indexOf(value) - values.indexOf(other)) == 1;
    }

    private boolean hasNative(MappedTable table) {
        return NativeHash.of(table, Side.SOURCE).isPresent();
    }

    private Set<RowKey> equalHashes(MappedTable table, DigestMethod method) {
        Map<RowKey, RowHash> here = hashes(table, Side.SOURCE, method);
        Map<RowKey, RowHash> there = hashes(table, Side.TARGET, method);
        here.keySet().removeIf(key -> !here.get(key).equals(there.get(key)));
        return here.keySet();
    }

    private Map<RowKey, RowHash> hashes(MappedTable table, Side side, DigestMethod method) {
        Map<RowKey, RowHash> hashes = new HashMap<>();
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(side, pool, LIMIT)) {
            snapshot.reader()
                    .hashes(table, TenantScope.all(), KeyRange.ALL, method, row -> hashes.put(row.key(), row.hash()));
        }
        return hashes;
    }

    MappedTable table(String source, String target) {
        String name = "t" + tables++;
        server.execute(database, "CREATE TABLE " + name + "_s (" + source + ") CHARACTER SET utf8mb4");
        server.execute(database, "CREATE TABLE " + name + "_t (" + target + ") CHARACTER SET utf8mb4");
        return new Tables(new MySqlSchemaReader("source", pool), new MySqlSchemaReader("target", pool))
                .resolve(new TableMapping(
                        new TableRef(database, name + "_s"),
                        new TableRef(database, name + "_t"),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        source.startsWith("tenant") ? "tenant" : null,
                        List.of()))
                .get(0);
    }

    void insert(TableRef table, List<List<@Nullable String>> rows) throws SQLException {
        List<Column> columns =
                new MySqlSchemaReader("test", pool).read(table).orElseThrow().columns();
        String places = String.join(", ", Collections.nCopies(columns.size(), "?"));
        try (Connection connection = pool.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + table.name() + " VALUES (" + places + ")")) {
            connection.setAutoCommit(false);
            for (List<@Nullable String> row : rows) {
                for (int i = 0; i < columns.size(); i++) {
                    MySqlValues.of(columns.get(i)).bind(insert, i + 1, row.get(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    /** Columns whose values may run together or be swapped. A case is a tenant. */
    private static final String COLUMNS = "tenant int NOT NULL, id int PRIMARY KEY, a int, b int unsigned zerofill,"
            + " c decimal(9,2), d decimal(9,2), t varchar(9), u varchar(20), v text, w varbinary(8), x varbinary(8),"
            + " f double, g datetime(6), h datetime(6)";

    private static final List<List<String>> VALUES = List.of(
            List.of("0", "1", "11", "-1"),
            List.of("0", "1", "11", "110"),
            List.of("0.00", "-0.01", "1.10", "11.00"),
            List.of("0.00", "-0.01", "1.10", "11.00"),
            List.of("", "a", "A", "1:", ":", "~", "|", "1", "0"),
            List.of("", "a", "A", "1:", ":", "~", "|", "1", "1:a"),
            List.of("", "a", "A", "~", "|"),
            List.of("\\x", "\\x00", "\\x7e", "\\x313a"),
            List.of("\\x", "\\x00", "\\x7e", "\\x7c"),
            List.of("0", "0.1", "0.30000000000000004", "0.3", "-1"),
            List.of("2024-01-01 00:00:00", "2024-01-01 00:00:00.000001", "0000-00-00 00:00:00"),
            List.of("2024-01-01 00:00:00", "2024-01-01 00:00:00.000001", "0000-00-00 00:00:00"));

    /** Pairs of columns that may swap their values. */
    private static final List<List<Integer>> ALIKE =
            List.of(List.of(0, 1), List.of(2, 3), List.of(4, 5), List.of(5, 6), List.of(7, 8), List.of(10, 11));

    @Test
    void randomChangesAndSwapsOfValuesAreSeenByBothDigestsOrByNone() throws SQLException {
        MappedTable table = table(COLUMNS, COLUMNS);
        Random random = new Random(SEED);
        List<List<@Nullable String>> here = new ArrayList<>();
        List<List<@Nullable String>> there = new ArrayList<>();
        for (int tenant = 0; tenant < CASES; tenant++) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                List<@Nullable String> values = new ArrayList<>(List.of(tenant + "", tenant * ROWS + row + ""));
                VALUES.forEach(some -> values.add(value(random, some)));
                rows.add(values);
            }
            here.addAll(rows);
            there.addAll(changed(random, rows));
        }
        insert(table.source(), here);
        insert(table.target(), there);

        Set<TenantId> agreeing = equalDigests(table, DigestMethod.NATIVE);
        assertThat(agreeing).isEqualTo(equalDigests(table, DigestMethod.CANONICAL));
        assertThat(agreeing.size()).isBetween(CASES / 20, CASES / 2);
    }

    private static @Nullable String value(Random random, List<String> values) {
        int index = random.nextInt(values.size() + 1);
        return index == values.size() ? null : values.get(index);
    }

    /** One value changes, or two rows swap the values of a column, or two columns of a row do: perhaps equal ones. */
    private static List<List<@Nullable String>> changed(Random random, List<List<@Nullable String>> rows) {
        List<List<@Nullable String>> changed = new ArrayList<>();
        rows.forEach(row -> changed.add(new ArrayList<>(row)));
        List<@Nullable String> one = changed.get(random.nextInt(ROWS));
        List<@Nullable String> other = changed.get(random.nextInt(ROWS));
        int column = random.nextInt(VALUES.size());
        switch (random.nextInt(3)) {
            case 0 -> one.set(column + 2, value(random, VALUES.get(column)));
            case 1 -> {
                String kept = one.get(column + 2);
                one.set(column + 2, other.get(column + 2));
                other.set(column + 2, kept);
            }
            default -> {
                List<Integer> pair = ALIKE.get(random.nextInt(ALIKE.size()));
                String first = one.get(pair.get(0) + 2);
                String second = one.get(pair.get(1) + 2);
                if (pair.get(0) != 0 || first != null && !first.startsWith("-")) {
                    one.set(pair.get(0) + 2, second);
                    one.set(pair.get(1) + 2, first);
                }
            }
        }
        return changed;
    }

    private Set<TenantId> equalDigests(MappedTable table, DigestMethod method) {
        Map<TenantId, Digest> here = digests(table, Side.SOURCE, method);
        Map<TenantId, Digest> there = digests(table, Side.TARGET, method);
        assertThat(here).hasSize(CASES).hasSameSizeAs(there);
        here.keySet().removeIf(tenant -> !here.get(tenant).equals(there.get(tenant)));
        return here.keySet();
    }

    private Map<TenantId, Digest> digests(MappedTable table, Side side, DigestMethod method) {
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(side, pool, LIMIT)) {
            return new HashMap<>(snapshot.reader().digests(table, TenantScope.all(), KeyRange.ALL, method));
        }
    }

    /** Labels have no order that Java and the server share, so the tenant is compared here. */
    @Test
    void tenantsThatTheStatementDoesNotSelectAreLeftOut() throws SQLException {
        String columns = "tenant enum('acme', 'globex') NOT NULL, id int PRIMARY KEY";
        MappedTable table = table(columns, columns);
        insert(table.source(), List.of(List.of("acme", "1"), List.of("globex", "2"), List.of("acme", "3")));
        TenantId acme = new TenantId("acme");
        assertThat(hasNative(table)).isTrue();
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.SOURCE, pool, LIMIT)) {
            List<RowKey> keys = new ArrayList<>();
            snapshot.reader()
                    .hashes(table, TenantScope.of(acme), KeyRange.ALL, DigestMethod.NATIVE, row -> keys.add(row.key()));

            assertThat(keys).containsExactly(RowKey.of("1"), RowKey.of("3"));
            assertThat(snapshot.reader().digests(table, TenantScope.of(acme), KeyRange.ALL, DigestMethod.NATIVE))
                    .containsOnlyKeys(acme);
        }
    }

    /** The two types print one value in different ways, or are compared by something else than what they store. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "decimal(9,2); decimal(9,3)",
                "datetime(6); datetime(3)",
                "time; time(6)",
                "bit(4); bit(8)",
                "float; double",
                "set('a','b'); set('b','a')",
                "char(4); varchar(4)"
            })
    void columnsThatTheTwoSidesStoreInDifferentWaysHaveNoNativeDigest(String from, String to) {
        MappedTable table = table("id int PRIMARY KEY, v " + from, "id int PRIMARY KEY, v " + to);

        assertThat(hasNative(table)).isFalse();
        assertThat(new MySqlDigestProbe(Side.SOURCE, pool).knownAnswers(List.of(table)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "int; bigint unsigned zerofill",
                "varchar(9) CHARACTER SET latin1; varchar(300) CHARACTER SET utf8mb3",
                "varchar(9); text",
                "binary(3); longblob",
                "enum('a','b'); enum('b','a')"
            })
    void columnsOfOneFormHaveANativeDigestWhateverTheirLimits(String from, String to) throws SQLException {
        MappedTable table = table("id int PRIMARY KEY, v " + from, "id int PRIMARY KEY, v " + to);
        List<@Nullable String> row =
                Arrays.asList("1", from.startsWith("int") ? "42" : from.startsWith("bin") ? "\\x000102" : "a");
        insert(table.source(), List.of(row));
        insert(table.target(), List.of(row));

        assertThat(hasNative(table)).isTrue();
        assertThat(equalHashes(table, DigestMethod.CANONICAL)).hasSize(1);
        assertThat(equalHashes(table, DigestMethod.NATIVE)).hasSize(1);
    }

    /** In latin1, the second text has the bytes of the first one in UTF-8. */
    @ParameterizedTest
    @CsvSource({"json, longtext", "longtext, json", "longtext, longtext"})
    void documentsInAnotherCharacterSetAreHashedAsText(String from, String to) throws SQLException {
        MappedTable table = table("id int PRIMARY KEY, v " + document(from), "id int PRIMARY KEY, v " + document(to));
        String one = "\"\u00e9\"";
        String other = "\"\u00c3\u00a9\"";
        insert(table.source(), List.of(List.of("1", one), List.of("2", other), List.of("3", one)));
        insert(table.target(), List.of(List.of("1", one), List.of("2", one), List.of("3", other)));

        Set<RowKey> same = Set.of(new RowKey(List.of("1")));
        assertThat(equalHashes(table, DigestMethod.CANONICAL)).isEqualTo(same);
        assertThat(equalHashes(table, DigestMethod.NATIVE)).isEqualTo(same);
    }

    /** MariaDB takes both for a document, MySQL both for a text. */
    private static String document(String type) {
        return "longtext CHARACTER SET " + (type.equals("json") ? "utf8mb4" : "latin1") + " CHECK (json_valid(v))";
    }

    /** Between servers whose texts got shorter after the choice of the method: two rows without a hash would have one sum. */
    @Test
    void sessionWithTooShortTextsComputesNoNativeDigest() {
        String columns =
                "id int PRIMARY KEY, a varchar(255), b varchar(255), c varchar(255), d varchar(255), e varchar(255)";
        MappedTable table = table(columns, columns);
        String wide = "repeat(_utf8mb4 X'F09F9880', 255)";
        String values = " SELECT 1, " + String.join(", ", Collections.nCopies(4, wide));
        server.execute(database, "INSERT INTO " + table.source().name() + values + ", 'a'");
        server.execute(database, "INSERT INTO " + table.target().name() + values + ", 'b'");
        Object before = server.query(database, "SELECT @@GLOBAL.max_allowed_packet AS bytes")
                .get(0)
                .get("bytes");
        server.execute(database, "SET GLOBAL max_allowed_packet = 2048");
        try (HikariDataSource shorter = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 8, Duration.ofSeconds(30))) {
            assertThat(new MySqlDigestProbe(Side.SOURCE, shorter)
                            .knownAnswers(List.of(table))
                            .get(table.id()))
                    .isEmpty();
            try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.SOURCE, shorter, LIMIT)) {
                assertThatThrownBy(() ->
                                snapshot.reader().digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.NATIVE))
                        .isInstanceOf(ReadFailedException.class)
                        .hasMessageContaining("max_allowed_packet");
            }
        } finally {
            server.execute(database, "SET GLOBAL max_allowed_packet = " + before);
        }
    }
}
