package dev.reconciler.endpoint.mysql.write;

import static dev.reconciler.contract.TargetFixture.ALL;
import static dev.reconciler.contract.TargetFixture.delete;
import static dev.reconciler.contract.TargetFixture.move;
import static dev.reconciler.contract.TargetFixture.row;
import static dev.reconciler.contract.TargetFixture.update;
import static dev.reconciler.contract.TargetFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.RowWriterContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the row writer on MySQL and MariaDB, and what is special to them. */
abstract class RowsOfMySqlFamily extends RowWriterContract {
    private static final Set<Integer> NONE = Set.of();

    abstract Flavor flavor();

    @Override
    protected TargetFixture open() {
        return new MySqlTarget(flavor(), """
            CREATE TABLE t (id int PRIMARY KEY, tenant text, email varchar(12) UNIQUE, note text, kept varchar(9) DEFAULT 'kept')""");
    }

    @Override
    protected MappedTable table(TargetFixture of) {
        return Mappings.of((MySqlTarget) of, "t", "id*", "tenant@", "email", "note");
    }

    @Override
    protected void requireUniqueViolation(WriteFailedException refused, String column) {
        assertThat(refused.violation()).isEqualTo(Violation.UNIQUE);
        assertThat(refused).hasMessageContaining(column.equals("id") ? "PRIMARY" : column);
    }

    private MappedTable create(String definition, String... columns) {
        target.execute("CREATE TABLE s (" + definition + ")");
        return Mappings.of((MySqlTarget) target, "s", columns);
    }

    private WriteFailedException refused(MappedTable table, KeyedWrite... writes) {
        WriteFailedException refused =
                catchThrowableOfType(WriteFailedException.class, () -> target.write(table, ALL, writes));
        assertThat(refused).as("%s", Arrays.asList(writes)).isNotNull();
        return refused;
    }

    private Map<RowKey, Row> locked(MappedTable table, RowKey... keys) {
        return target.commit(t -> t.rows().lock(table, List.of(keys)));
    }

    private List<String> all() {
        return target.rows("SELECT * FROM s ORDER BY 1");
    }

    @Test
    void existingRowWhoseNewUniqueValueBelongsToAnotherRowFailsAndTouchesNoRow() {
        MappedTable table = create("id int PRIMARY KEY, email varchar(9) UNIQUE, n int", "id*", "email", "n");
        target.execute("INSERT INTO s VALUES (1, 'a', 1), (2, 'b', 2)");

        requireUniqueViolation(refused(table, upsert(table, "2", "a", "3")), "email");
        requireUniqueViolation(refused(table, update(table, Set.of(2), "2", "a", "3")), "email");

        assertThat(all()).containsExactly("1|a|1", "2|b|2");
    }

    /** The server looks at unique indexes in their order: here it finds the row with the same e-mail address first. */
    @Test
    void upsertByAKeyThatIsNotThePrimaryKeyTouchesNoRowOfAnotherKey() {
        MappedTable table = create(
                "pk int AUTO_INCREMENT PRIMARY KEY, email varchar(9) NOT NULL UNIQUE, code varchar(9) NOT NULL UNIQUE, n int",
                "code*",
                "email",
                "n");
        target.execute("INSERT INTO s (email, code, n) VALUES ('a', 'x', 1), ('b', 'y', 2)");

        assertThat(refused(table, upsert(table, "y", "a", "3")).violation()).isEqualTo(Violation.UNIQUE);
        assertThat(refused(table, upsert(table, "z", "a", "3")).violation()).isEqualTo(Violation.UNIQUE);
        assertThat(target.rows("SELECT code, email, n FROM s ORDER BY code")).containsExactly("x|a|1", "y|b|2");

        assertThat(target.write(table, ALL, upsert(table, "y", "b", "3"), upsert(table, "z", "c", "4"))
                        .written())
                .isEqualTo(2);
        assertThat(target.rows("SELECT code, email, n FROM s ORDER BY code"))
                .containsExactly("x|a|1", "y|b|3", "z|c|4");
    }

    @ParameterizedTest
    @CsvSource({
        "varchar(9) COLLATE utf8mb4_general_ci, A",
        "varchar(9) COLLATE utf8mb4_unicode_ci, á",
        "varchar(9) COLLATE utf8mb4_bin, 'a '",
        "varchar(9) CHARACTER SET latin1 COLLATE latin1_swedish_ci, á",
        "char(9) COLLATE utf8mb4_general_ci, A"
    })
    void keyThatOnlyTheCollationFindsEqualIsAnotherKey(String type, String other) {
        MappedTable table = create(
                "part int, k " + type + ", tenant varchar(9), n int, PRIMARY KEY (part, k)",
                "part*",
                "k*",
                "tenant@",
                "n");
        target.execute("INSERT INTO s VALUES (1, 'a', 'acme', 1)");
        RowKey key = RowKey.of("1", other);

        requireCollision(refused(table, upsert(table, "1", other, "acme", "2")));
        RowWriter.Inserted inserted = target.commit(t ->
                t.rows().insertAbsent(table, ALL, List.of(row("1", other, "acme", "2"), row("2", "b", "acme", "2"))));
        assertThat(inserted).isEqualTo(new RowWriter.Inserted(1, Set.of(key)));
        target.execute("DELETE FROM s WHERE part = 2");
        requireCollision(refused(table, upsert(table, "2", "a", "acme", "2"), upsert(table, "2", other, "acme", "2")));
        assertThat(target.write(table, ALL, update(table, NONE, "1", other, "acme", "2")))
                .isEqualTo(new WriteResult(0, List.of(key), List.of()));
        assertThat(target.write(table, ALL, move(table, key, "3", "c", "acme", "2")))
                .isEqualTo(new WriteResult(0, List.of(key), List.of()));
        assertThat(target.write(table, ALL, delete("1", other))).isEqualTo(new WriteResult(0, List.of(), List.of()));
        assertThat(target.write(table, TenantScope.of(new TenantId("x")), delete("1", other)))
                .isEqualTo(new WriteResult(0, List.of(), List.of()));
        boolean changed =
                target.commit(t -> t.rows().changeTenant(table, new TenantId("acme"), row("1", other, "globex", "2")));
        assertThat(changed).isFalse();
        assertThat(target.rows("SELECT k, tenant, n FROM s")).containsExactly("a|acme|1");
    }

    private static void requireCollision(WriteFailedException refused) {
        assertThat(refused.violation()).isEqualTo(Violation.UNIQUE);
        assertThat(refused).hasMessageContaining("compared by the collation");
    }

    @Test
    void lockOfAKeyLocksNoRowThatOnlyTheCollationFindsEqual() {
        MappedTable table = create("k varchar(9) COLLATE utf8mb4_general_ci PRIMARY KEY, n int", "k*", "n");
        target.execute("INSERT INTO s VALUES ('a', 1), ('b', 2)");
        try (var transaction = target.store().begin()) {
            assertThat(transaction.rows().lock(table, List.of(RowKey.of("A"), RowKey.of("b"))))
                    .containsOnlyKeys(RowKey.of("b"));
            assertThat(target.rows("SELECT k FROM s FOR UPDATE SKIP LOCKED")).containsExactly("a");
        }
    }

    @Test
    void rowsThatAreAlreadyAsAskedCountAsWritten() {
        MappedTable table = create("id int PRIMARY KEY, n int", "id*", "n");
        target.execute("INSERT INTO s VALUES (1, 1), (2, 2)");

        assertThat(target.write(table, ALL, upsert(table, "1", "1"), upsert(table, "2", "3"), upsert(table, "3", "4"))
                        .written())
                .isEqualTo(3);
        assertThat(target.write(table, ALL, update(table, NONE, "1", "1"), update(table, NONE, "2", "4"))
                        .written())
                .isEqualTo(2);
        assertThat(target.write(table, ALL, move(table, RowKey.of("1"), "1", "1"))
                        .written())
                .isEqualTo(1);
    }

    @Test
    void sessionThatCountsOnlyChangedRowsIsRefused() throws SQLException {
        MappedTable table = create("id int PRIMARY KEY, n int", "id*", "n");
        target.execute("INSERT INTO s VALUES (1, 1)");
        MySqlTarget of = (MySqlTarget) target;
        String url = of.server.jdbcUrl(of.database).replace("useAffectedRows=false", "useAffectedRows=true");
        try (Connection connection = DriverManager.getConnection(url, of.server.user(), of.server.password())) {
            MySqlRowWriter rows = new MySqlRowWriter(connection, MySqlKind.of(connection));
            WriteFailedException refused = catchThrowableOfType(
                    WriteFailedException.class, () -> rows.write(table, ALL, List.of(update(table, NONE, "1", "1"))));
            assertThat(refused).hasMessageContaining("useAffectedRows must be false");
        }
    }

    @Test
    void zeroInAnAutoIncrementColumnIsWritten() {
        MappedTable table = create("id int AUTO_INCREMENT PRIMARY KEY, n int", "id*", "n");

        target.write(table, ALL, upsert(table, "0", "1"), upsert(table, "7", "2"));
        target.write(table, ALL, upsert(table, "0", "3"));

        assertThat(all()).containsExactly("0|3", "7|2");
    }

    @Test
    void columnWithOnUpdateCurrentTimestampDoesNotTick() {
        MappedTable table = create(
                "id int PRIMARY KEY, n int, at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),"
                        + " dt datetime NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
                "id*",
                "n",
                "at",
                "dt");
        String at = "2001-02-03 04:05:06.000007+00";
        String dt = "2001-02-03 04:05:06";
        target.write(table, ALL, upsert(table, "1", "1", at, dt), upsert(table, "2", "2", at, dt));

        target.write(table, ALL, upsert(table, "1", "5", at, dt));
        target.write(table, ALL, update(table, Set.of(2, 3), "1", "6", null, null));
        target.write(
                table,
                ALL,
                new KeyedWrite.Move(RowKey.of("1"), RowKey.of("2"), row("2", "7", null, null), Set.of(2, 3)),
                new KeyedWrite.Move(RowKey.of("2"), RowKey.of("1"), row("1", "8", null, null), Set.of(2, 3)));

        assertThat(target.rows("SELECT id, n, CAST(at AS CHAR), CAST(dt AS CHAR) FROM s ORDER BY id"))
                .containsExactly(
                        "1|8|2001-02-03 04:05:06.000007|2001-02-03 04:05:06",
                        "2|7|2001-02-03 04:05:06.000007|2001-02-03 04:05:06");
    }

    @Test
    void generatedColumnsAreReadAndNeverWritten() {
        MappedTable table = create(
                "id int PRIMARY KEY, a int, twice int GENERATED ALWAYS AS (a * 2) STORED, v int AS (a + 1) VIRTUAL",
                "id*",
                "a",
                "twice",
                "v");

        target.write(table, ALL, upsert(table, "7", "1", "99", "99"));
        target.write(table, ALL, upsert(table, "7", "4", "99", "99"));
        target.write(table, ALL, update(table, Set.of(2), "7", "5", "99", "99"));

        assertThat(locked(table, RowKey.of("7"))).containsOnly(Map.entry(RowKey.of("7"), row("7", "5", "10", "6")));
    }

    @Test
    void tableOfItsKeyAloneIsWritten() {
        MappedTable table = create("a int, b varchar(9), PRIMARY KEY (a, b)", "a*", "b*");

        assertThat(target.write(table, ALL, upsert(table, "1", "x")))
                .isEqualTo(new WriteResult(1, List.of(), List.of()));
        assertThat(target.write(table, ALL, upsert(table, "1", "x"), upsert(table, "1", "y")))
                .isEqualTo(new WriteResult(2, List.of(), List.of()));
        assertThat(target.write(table, ALL, update(table, NONE, "1", "x"), update(table, NONE, "2", "x")))
                .isEqualTo(new WriteResult(1, List.of(RowKey.of("2", "x")), List.of()));
        assertThat(all()).containsExactly("1|x", "1|y");
    }

    @ParameterizedTest
    @CsvSource({
        "tinyint, 1, 128, OUT_OF_RANGE",
        "tinyint unsigned, 1, -1, OUT_OF_RANGE",
        "bigint unsigned, 1, 18446744073709551616, OUT_OF_RANGE",
        "int, 1, 1.5, INVALID",
        "year, 2000, 70, OUT_OF_RANGE",
        "'decimal(5,2)', 1.25, 1.255, OUT_OF_RANGE",
        "'decimal(5,2)', 1.25, 1000, OUT_OF_RANGE",
        "'decimal(5,2)', 1.25, one, INVALID",
        "float, 1.5, 1e39, OUT_OF_RANGE",
        "varchar(3), abc, abcd, TOO_LONG",
        "varchar(3), abc, 'abc ', TOO_LONG",
        "char(3), abc, abcd, TOO_LONG",
        "tinytext, abc, *256, TOO_LONG",
        "varbinary(2), \\x0102, \\x010203, TOO_LONG",
        "binary(2), \\x0102, \\x01, INVALID",
        "tinyblob, \\x00, \\x*512, TOO_LONG",
        "varchar(9) CHARACTER SET latin1, é, Ж, INVALID",
        "date, 2024-02-29, 2024-13-01, OUT_OF_RANGE",
        "date, 0000-00-00, 10000-01-01, OUT_OF_RANGE",
        "datetime(3), 2024-01-01 00:00:00.123, 2024-01-01 00:00:00.1234, OUT_OF_RANGE",
        "timestamp NULL, 2024-01-01 00:00:00+00, 2040-01-01 00:00:00+00, OUT_OF_RANGE",
        "time, 838:59:59, 839:00:00, OUT_OF_RANGE",
        "'enum(''a'',''b'')', a, c, INVALID",
        "'enum(''a'',''b'')', a, '', INVALID",
        "'set(''a'',''b'')', 'a,b', 'a,c', INVALID",
        "bit(3), 101, 1010, INVALID",
        "json, [1], '{', JSON",
        "int NOT NULL, 1, , NOT_NULL",
        "int, 1, +1, INVALID",
        "int, 1, ٣, INVALID",
        "int CHECK (v < 9), 1, 9, CHECK"
    })
    void valueThatTheColumnCannotHoldIsRefusedAndNothingIsWritten(
            String type, String fits, String refused, String violation) {
        MappedTable table = create("id int PRIMARY KEY, v " + type, "id*", "v");
        target.write(table, ALL, upsert(table, "1", fits));
        String value = refused == null ? null : repeated(refused);
        Violation expected = violation.equals("JSON")
                ? flavor() == Flavor.MARIADB ? Violation.CHECK : Violation.INVALID
                : Violation.valueOf(violation);

        for (KeyedWrite write :
                List.of(upsert(table, "1", value), upsert(table, "2", value), update(table, NONE, "1", value))) {
            WriteFailedException failure = refused(table, write);
            assertThat(failure.violation()).as(failure.getMessage()).isEqualTo(expected);
            assertThat(failure.kind()).isEqualTo(WriteFailedException.Kind.DATA);
            assertThat(failure).hasMessageContaining("v");
        }

        assertThat(locked(table, RowKey.of("1"), RowKey.of("2")))
                .containsOnly(Map.entry(RowKey.of("1"), row("1", fits)));
    }

    /** {@code *9} stands for nine characters. */
    private static String repeated(String text) {
        int star = text.indexOf('*');
        return star < 0 ? text : text.substring(0, star) + "1".repeat(Integer.parseInt(text.substring(star + 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "int, -2147483647, 5",
        "int unsigned, 0, 4294967294",
        "bigint, 0, 5",
        "'decimal(5,2)', -1.25, 9.00",
        "varchar(9) COLLATE utf8mb4_general_ci, a, b",
        "char(2), a, b",
        "varchar(40) CHARACTER SET latin1, é, b",
        "binary(20), \\x0000000000000000000000000000000000000000, \\x0100000000000000000000000000000000000000",
        "varbinary(3), \\x00, \\x0102",
        "date, 0000-00-00, 2024-01-01",
        "date, 2024-01-01, 9999-12-31",
        "datetime(3), 2024-01-01 00:00:00.5, 9999-12-31 00:00:00",
        "timestamp(6), 1970-01-01 00:00:01+00, 2024-01-01 00:00:00.5+00",
        "timestamp, 2024-01-01 00:00:00+00, 2038-01-19 00:00:00+00"
    })
    void keysOfEveryTypeAreExchanged(String type, String left, String right) {
        MappedTable table = create(
                "tenant varchar(9), k " + type + ", flag tinyint(1), n int, PRIMARY KEY (tenant, flag, k)",
                "tenant*@",
                "flag*",
                "k*",
                "n");
        Row one = row("acme", "1", left, "1");
        Row two = row("acme", "1", right, "2");
        target.commit(t -> t.rows().insertAbsent(table, ALL, List.of(one, two)));

        WriteResult result = target.write(
                table,
                TenantScope.of(new TenantId("acme")),
                move(table, table.keyOf(one), "acme", "1", right, "1"),
                move(table, table.keyOf(two), "acme", "1", left, "2"));

        assertThat(result).isEqualTo(new WriteResult(2, List.of(), List.of()));
        assertThat(locked(table, table.keyOf(one), table.keyOf(two)))
                .containsOnly(
                        Map.entry(table.keyOf(two), row("acme", "1", right, "1")),
                        Map.entry(table.keyOf(one), row("acme", "1", left, "2")));
    }

    @Test
    void exchangedKeysWithoutASpareValueAreRefused() {
        MappedTable table = create("flag tinyint(1) PRIMARY KEY, n int", "flag*", "n");
        target.execute("INSERT INTO s VALUES (0, 1), (1, 2)");

        WriteFailedException refused =
                refused(table, move(table, RowKey.of("0"), "1", "1"), move(table, RowKey.of("1"), "0", "2"));

        assertThat(refused.kind()).isEqualTo(WriteFailedException.Kind.DATA);
        assertThat(refused).hasMessageContaining("no spare value");
        assertThat(target.rows("SELECT flag + 0, n FROM s ORDER BY flag")).containsExactly("0|1", "1|2");
    }

    /** More values than one statement may have parameters, where the server prepares it, and more keys than one list may have. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyRowsOfManyColumnsAreWritten(boolean preparedByServer) throws SQLException {
        List<String> names = IntStream.range(0, 30).mapToObj(i -> "c" + i).toList();
        MappedTable table = create(
                "id varchar(9) PRIMARY KEY, " + String.join(" int, ", names) + " int",
                Stream.concat(Stream.of("id*"), names.stream()).toArray(String[]::new));
        List<KeyedWrite> writes = IntStream.range(0, 3_000)
                .mapToObj(i -> {
                    List<String> values = new ArrayList<>(List.of("k" + i));
                    names.forEach(name -> values.add(Integer.toString(i)));
                    return upsert(table, values.toArray(String[]::new));
                })
                .toList();
        List<KeyedWrite> deletes = writes.stream()
                .<KeyedWrite>map(write -> new KeyedWrite.Delete(write.key()))
                .toList();
        MySqlTarget of = (MySqlTarget) target;
        String url = of.server.jdbcUrl(of.database) + "&emulateUnsupportedPstmts=false&useServerPrepStmts="
                + preparedByServer;
        try (HikariDataSource pool = MySqlPools.open(
                        url, of.server.user(), of.server.password(), "test", 1, Duration.ofSeconds(30));
                Connection connection = pool.getConnection()) {
            MySqlRowWriter rows = new MySqlRowWriter(connection, MySqlKind.of(connection));
            for (int times = 0; times < 2; times++) {
                assertThat(rows.write(table, ALL, writes).written()).isEqualTo(3_000);
                assertThat(target.rows("SELECT COUNT(*), SUM(c0), SUM(c29) FROM s"))
                        .containsExactly("3000|4498500|4498500");
            }
            assertThat(rows.write(table, ALL, deletes).written()).isEqualTo(3_000);
        }
        assertThat(all()).isEmpty();
    }

    /** The upsert's name for the new row must not be that of a table. */
    @ParameterizedTest
    @ValueSource(strings = {"u", "t", "new_s", "select", "a`b"})
    void tableMayHaveAnyName(String name) {
        MappedTable table = create("id int PRIMARY KEY, `n``` int", "id*", "n`");
        target.execute("DROP TABLE t", "RENAME TABLE s TO `" + name.replace("`", "``") + "`");
        MappedTable renamed = Mappings.of((MySqlTarget) target, name, "id*", "n`");

        for (int times = 0; times < 2; times++) {
            assertThat(target.write(renamed, ALL, upsert(table, "1", "1")).written())
                    .isEqualTo(1);
        }
        assertThat(target.write(renamed, ALL, update(table, NONE, "1", "2")).written())
                .isEqualTo(1);
        assertThat(target.write(renamed, ALL, delete("1")).written()).isEqualTo(1);
    }

    @Test
    void referencesToAbsentRowsDangleAndRowsReferredToStay() {
        target.execute(
                "CREATE TABLE p (a int, b varchar(9) COLLATE utf8mb4_general_ci, PRIMARY KEY (a, b))",
                "INSERT INTO p VALUES (1, 'x'), (2, 'y'), (3, 'z')");
        MappedTable table = create(
                "id int PRIMARY KEY, b varchar(9) COLLATE utf8mb4_general_ci, a int, FOREIGN KEY (a, b) REFERENCES p (a, b)",
                "id*",
                "b",
                "a");
        ForeignKey key = Mappings.onlyForeignKey((MySqlTarget) target, "s");
        Row dangling = row("1", "x", "2");
        List<Row> rows =
                new ArrayList<>(List.of(dangling, row("2", "X", "1"), row("3", "x", null), row("4", null, "7")));
        IntStream.range(0, 120).forEach(i -> rows.add(row("9", "y", "2")));
        rows.add(dangling);

        try (var transaction = target.store().begin()) {
            assertThat(transaction.rows().dangling(table, key, List.of(2, 1), rows))
                    .containsExactly(dangling, dangling);
            assertThat(target.rows("SELECT a FROM p FOR UPDATE SKIP LOCKED")).containsExactly("3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4_general_ci", "utf8mb4_bin"})
    void tenantThatOnlyTheCollationFindsEqualIsForeign(String collation) {
        MappedTable table =
                create("id int PRIMARY KEY, tenant varchar(9) COLLATE " + collation + ", n int", "id*", "tenant@", "n");
        target.execute("INSERT INTO s VALUES (1, 'acme ', 1), (2, NULL, 2)");
        TenantScope acme = TenantScope.of(new TenantId("acme"));

        assertThat(target.write(table, acme, upsert(table, "1", "acme", "9"), upsert(table, "2", "acme", "9"))
                        .foreign())
                .containsExactly(RowKey.of("1"), RowKey.of("2"));
        assertThat(target.write(table, ALL, upsert(table, "2", "", "9")).foreign())
                .containsExactly(RowKey.of("2"));
        assertThat(target.write(table, acme, update(table, Set.of(1), "1", null, "9"))
                        .foreign())
                .containsExactly(RowKey.of("1"));
        assertThat(target.write(table, acme, delete("1"), delete("2")).foreign())
                .containsExactly(RowKey.of("1"), RowKey.of("2"));
        assertThat(all()).containsExactly("1|acme |1", "2|null|2");
    }
}
