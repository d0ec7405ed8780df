package dev.reconciler.cdc.capture.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.mysql.Flavor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("db")
class BinlogResumeTest {
    @TempDir
    Path spill;

    private BinlogFixture source(Flavor flavor) {
        return BinlogFixture.of(
                flavor,
                spill,
                "CREATE TABLE t (id int PRIMARY KEY, v varchar(20))",
                "CREATE TABLE other (id int PRIMARY KEY)");
    }

    @ParameterizedTest
    @EnumSource
    void everyRowArrivesOnceWhereverTheStreamRestarts(Flavor flavor) throws SQLException {
        try (BinlogFixture source = source(flavor)) {
            MappedTable table = source.table("t", null);
            BinlogPosition from = source.position();
            try (Connection a = source.server.connect(source.database);
                    Connection b = source.server.connect(source.database)) {
                a.setAutoCommit(false);
                b.setAutoCommit(false);
                run(a, "INSERT INTO t VALUES (1, 'a')");
                run(b, "INSERT INTO t VALUES (2, 'b')");
                run(a, "INSERT INTO t VALUES (3, 'a')");
                b.commit();
                run(a, "INSERT INTO t VALUES (4, 'a')");
                a.commit();
            }
            source.execute("INSERT INTO t VALUES (5, 'c')", "INSERT INTO other VALUES (1)", "FLUSH BINARY LOGS");
            source.execute("ALTER TABLE other ADD COLUMN x int", "INSERT INTO t VALUES (6, 'd'), (7, 'd')");
            BinlogPosition end = source.position();

            List<String> keys = new ArrayList<>();
            BinlogPosition checkpoint = from;
            int starts = 0;
            while (!checkpoint.covers(end)) {
                SourceTransaction next = firstAfter(source, checkpoint, table);
                next.changes()
                        .forEach(event ->
                                keys.add(((ChangeEvent.Insert) event).key().toString()));
                assertThat(checkpoint.covers(next.end())).isFalse();
                checkpoint = (BinlogPosition) next.end();
                starts++;
            }
            assertThat(keys).containsExactly("2", "1", "3", "4", "5", "6", "7");
            assertThat(starts).isGreaterThanOrEqualTo(5);
            assertThat(checkpoint.gtids()).isEqualTo(end.gtids());
        }
    }

    private static SourceTransaction firstAfter(BinlogFixture source, BinlogPosition checkpoint, MappedTable table) {
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(checkpoint, read);
            Transactions.patiently().until(() -> !read.all.isEmpty());
            return read.all.get(0);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
