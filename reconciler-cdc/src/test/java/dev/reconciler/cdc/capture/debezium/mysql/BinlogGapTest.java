package dev.reconciler.cdc.capture.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.mysql.Flavor;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes that the log holds without their rows pause their table, and never pass unnoticed. */
@Tag("db")
class BinlogGapTest {
    @TempDir
    Path spill;

    private BinlogFixture source;
    private MappedTable table;
    private BinlogPosition from;

    private void begin(Flavor flavor) {
        source = BinlogFixture.of(
                flavor,
                spill,
                "CREATE TABLE t (id int PRIMARY KEY, v varchar(20) DEFAULT 'd', w int)",
                "CREATE TABLE other (id int PRIMARY KEY, d json)",
                "INSERT INTO t VALUES (1, 'a', 1)");
        table = source.table("t", null);
        from = source.position();
    }

    @AfterEach
    void close() {
        source.close();
    }

    private List<ChangeEvent> read() {
        return source.read(from, table).events();
    }

    private void assertPaused(List<ChangeEvent> events, String reason) {
        assertThat(events).singleElement().isInstanceOfSatisfying(SchemaChanged.class, gap -> {
            assertThat(gap.table()).isEqualTo(table.id());
            assertThat(gap.incompatible()).isTrue();
            assertThat(gap.what()).contains(reason);
        });
    }

    @ParameterizedTest
    @EnumSource
    void changeLoggedAsStatementIsNotMissed(Flavor flavor) {
        begin(flavor);
        source.execute("SET SESSION binlog_format=STATEMENT", "UPDATE t SET v = 'b'");
        assertPaused(read(), "UPDATE t SET v = 'b'");
    }

    /** A trigger of the other table might write the mapped one. */
    @ParameterizedTest
    @EnumSource
    void statementOnAnotherTableIsNotTakenForHarmless(Flavor flavor) {
        begin(flavor);
        source.execute("SET SESSION binlog_format=STATEMENT", "INSERT INTO other VALUES (1, NULL)");
        assertPaused(read(), "INSERT INTO other");
    }

    /** The trigger's rows are not in the log, and the statement does not name their table. */
    @ParameterizedTest
    @EnumSource
    void triggerOfAMappedTableMayHaveChangedAnother(Flavor flavor) {
        begin(flavor);
        source.execute("CREATE TRIGGER after_other AFTER INSERT ON other FOR EACH ROW UPDATE t SET v = 'b'");
        from = source.position();
        source.execute("SET SESSION binlog_format=STATEMENT", "INSERT INTO other VALUES (1, NULL)");

        assertThat(source.read(from, table, source.table("other", null)).events())
                .extracting(ChangeEvent::table)
                .contains(table.id());
    }

    @ParameterizedTest
    @EnumSource
    void valuesThatAMinimalImageLacksAreMarkedUnavailable(Flavor flavor) {
        begin(flavor);
        source.execute(
                "SET SESSION binlog_row_image=MINIMAL",
                "UPDATE t SET w = 2 WHERE id = 1",
                "UPDATE t SET id = 5 WHERE id = 1",
                "INSERT INTO t (id) VALUES (9)",
                "DELETE FROM t WHERE id = 5");

        List<ChangeEvent> events = read();

        assertThat(events).hasSize(4);
        ChangeEvent.Update update = (ChangeEvent.Update) events.get(0);
        assertThat(update.unavailable()).isEqualTo(Set.of(1));
        assertThat(update.after().value(2)).isEqualTo("2");
        ChangeEvent.Update move = (ChangeEvent.Update) events.get(1);
        assertThat(move.key()).hasToString("5");
        assertThat(move.previousKey()).hasToString("1");
        assertThat(move.unavailable()).isEqualTo(Set.of(1, 2));
        assertThat(events.get(2))
                .isInstanceOfSatisfying(ChangeEvent.Unreadable.class, insert -> assertThat(insert.key())
                        .hasToString("9"));
        assertThat(((ChangeEvent.Delete) events.get(3)).key()).hasToString("5");
    }

    @Test
    void partialUpdateOfADocumentIsNotMissed() {
        begin(Flavor.MYSQL);
        table = source.table("other", null);
        source.execute("INSERT INTO other VALUES (1, '{\"a\": 1, \"b\": \"xxxxxxxxxxxxxxxxxxxx\"}')");
        from = source.position();
        source.execute(
                "SET SESSION binlog_row_value_options=PARTIAL_JSON", "UPDATE other SET d = JSON_SET(d, '$.a', 2)");
        assertPaused(read(), "partial update");
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfAPreparedTransactionThatIsRolledBackAreNotApplied(Flavor flavor) {
        begin(flavor);
        source.execute("XA START 'x'", "UPDATE t SET v = 'b'", "XA END 'x'", "XA PREPARE 'x'", "XA ROLLBACK 'x'");
        assertPaused(read(), "XA");
    }

    @ParameterizedTest
    @EnumSource
    void transactionInOnePhaseIsApplied(Flavor flavor) {
        begin(flavor);
        source.execute("XA START 'y'", "UPDATE t SET v = 'b'", "XA END 'y'", "XA COMMIT 'y' ONE PHASE");
        assertThat(read()).singleElement().isInstanceOf(ChangeEvent.Update.class);
    }

    @ParameterizedTest
    @EnumSource
    void truncateAndKeyChangeArrive(Flavor flavor) {
        begin(flavor);
        source.execute("UPDATE t SET id = 2", "/* app */ truncate table `t`");

        List<ChangeEvent> events = read();

        assertThat(((ChangeEvent.Update) events.get(0)).previousKey()).hasToString("1");
        assertThat(events.get(1)).isEqualTo(new ChangeEvent.Truncate(table.id()));
        assertThat(events).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void renamedTableIsPaused(Flavor flavor) {
        begin(flavor);
        source.execute("RENAME TABLE t TO t_old");
        assertPaused(read(), "RENAME TABLE t TO t_old");
    }

    @ParameterizedTest
    @EnumSource
    void tableOfTheSameNameInAnotherDatabaseIsNotPaused(Flavor flavor) {
        begin(flavor);
        String another = source.server.createDatabase("another");
        source.server.execute(another, "CREATE TABLE t (id int)", "TRUNCATE t", "DROP TABLE t");
        source.server.execute("", "DROP DATABASE `" + another + "`");
        assertThat(read()).isEmpty();
    }

    /** MySQL logs what a foreign key changes from version 9.6 on, MariaDB does not. */
    @ParameterizedTest
    @CsvSource({
        "MARIADB, DELETE FROM other WHERE id = 7, true",
        "MARIADB, UPDATE other SET id = 8 WHERE id = 7, true",
        "MARIADB, UPDATE other SET d = 1 WHERE id = 7, false",
        "MARIADB, DELETE FROM grand WHERE id = 1, true",
        "MARIADB, DELETE FROM great WHERE id = 1, true",
        "MYSQL, DELETE FROM other WHERE id = 7, false"
    })
    void rowsThatAForeignKeyChangedAreNotMissed(Flavor flavor, String change, boolean paused) {
        begin(flavor);
        source.execute(
                "CREATE TABLE great (id int PRIMARY KEY)",
                "INSERT INTO great VALUES (1)",
                "CREATE TABLE grand (id int PRIMARY KEY, great int, FOREIGN KEY (great) REFERENCES great (id) ON DELETE CASCADE)",
                "INSERT INTO grand VALUES (1, 1)",
                "ALTER TABLE other ADD grand int, ADD FOREIGN KEY (grand) REFERENCES grand (id) ON DELETE CASCADE",
                "INSERT INTO other VALUES (7, NULL, 1)",
                "UPDATE t SET w = 7",
                "ALTER TABLE t ADD FOREIGN KEY (w) REFERENCES other (id) ON DELETE CASCADE ON UPDATE CASCADE");
        from = source.position();
        source.execute(change);

        List<ChangeEvent> events = read();

        if (paused) {
            assertPaused(events, "foreign key");
        } else {
            assertThat(events).noneMatch(SchemaChanged.class::isInstance);
        }
    }

    /** The image before has the columns of the key only, the one after has the assigned ones only. */
    @ParameterizedTest
    @CsvSource({
        "k, a = 2, false",
        "k, 'u = 3, k = 7', false",
        "k, 'u = 3, k = 8', true",
        "u, a = 2, false",
        "u, u = 3, true"
    })
    void changedReferenceIsSeenInMinimalImages(String referenced, String assigned, boolean paused) {
        begin(Flavor.MARIADB);
        source.execute(
                "CREATE TABLE parent (a int, k int PRIMARY KEY, u int UNIQUE)",
                "INSERT INTO parent VALUES (1, 7, 7)",
                "UPDATE t SET w = 7",
                "ALTER TABLE t ADD FOREIGN KEY (w) REFERENCES parent (" + referenced + ") ON UPDATE CASCADE");
        from = source.position();

        source.execute("SET SESSION binlog_row_image=MINIMAL", "UPDATE parent SET " + assigned + " WHERE k = 7");

        if (paused) {
            assertPaused(read(), "foreign key");
        } else {
            assertThat(read()).isEmpty();
        }
    }

    @Test
    void foreignKeyThatIsAddedWhileTheStreamRunsIsNoticed() {
        begin(Flavor.MARIADB);
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(from, read);
            source.execute(
                    "INSERT INTO other VALUES (1, NULL)",
                    "ALTER TABLE t ADD CONSTRAINT late FOREIGN KEY (w) REFERENCES other (id) ON DELETE SET NULL",
                    "DELETE FROM other WHERE id = 1");
            read.awaitPosition(source.position());
        }

        assertPaused(read.events(), "foreign key late");
    }

    @ParameterizedTest
    @EnumSource
    void changeOfColumnsIsNoticedBeforeTheNextRow(Flavor flavor) {
        begin(flavor);
        source.execute(
                "INSERT INTO t VALUES (2, 'b', 2)",
                "ALTER TABLE t ADD COLUMN x int FIRST",
                "INSERT INTO t (id, v, w) VALUES (3, 'c', 3)",
                "ALTER TABLE t DROP COLUMN v",
                "INSERT INTO t (id, w) VALUES (4, 4)");

        List<ChangeEvent> events = read();

        assertThat(events).hasSize(5);
        assertThat(events.get(1))
                .isEqualTo(new SchemaChanged(table.id(), "column x of type int was added and is not mapped", false));
        assertThat(((ChangeEvent.Insert) events.get(2)).after().values()).containsExactly("3", "c", "3");
        assertThat(events.get(3)).isEqualTo(new SchemaChanged(table.id(), "mapped column v is gone", true));
        assertThat(events.get(4)).isInstanceOf(ChangeEvent.Unreadable.class);
    }

    @ParameterizedTest
    @EnumSource
    void columnOfAnotherTypeThanTheMappingReadIsNotGuessed(Flavor flavor) {
        begin(flavor);
        source.execute("UPDATE t SET v = '1'");
        from = source.position();
        source.execute("ALTER TABLE t MODIFY v int", "INSERT INTO t VALUES (2, 7, 7)");

        List<ChangeEvent> events = read();

        assertThat(events.get(0)).isInstanceOfSatisfying(SchemaChanged.class, gap -> assertThat(gap.incompatible())
                .isTrue());
        assertThat(events.get(1)).isInstanceOf(ChangeEvent.Unreadable.class);
    }

    @ParameterizedTest
    @EnumSource
    void rowsWithoutTheNamesOfTheirColumnsAreNotGuessed(Flavor flavor) {
        begin(flavor);
        source.execute(
                "SET GLOBAL binlog_row_metadata=MINIMAL",
                "INSERT INTO t VALUES (2, 'b', 2)",
                "SET GLOBAL binlog_row_metadata=FULL");
        assertPaused(read(), "binlog_row_metadata=FULL");
    }

    @Test
    void compressedTransactionEndsTheStream() {
        begin(Flavor.MYSQL);
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(from, read);
            source.execute("SET SESSION binlog_transaction_compression=ON", "INSERT INTO t VALUES (2, 'b', 2)");
            assertThat(read.awaitFailure())
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining("binlog_transaction_compression=OFF");
            assertThat(read.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void purgedLogIsRefusedAndNotPassedOver(Flavor flavor) {
        begin(flavor);
        source.execute("INSERT INTO t VALUES (2, 'b', 2)", "FLUSH BINARY LOGS");
        String last = source.position().log().file();
        // A server keeps what the session of an earlier test may still be sending.
        Transactions.patiently().until(() -> {
            source.execute("PURGE BINARY LOGS TO '" + last + "'");
            return source.value("SHOW BINARY LOGS").equals(last);
        });
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(from, read);
            assertThat(read.awaitFailure())
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining("--resync");
        }
    }
}
