package dev.reconciler.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.SnapshotPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresLanesTest {
    private static final String PIPELINE = "lanes";

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("lanes_source");
    private final String targetName = cluster.createDatabase("lanes_target");

    @Test
    void allLanesAreOneInstanceAndTheirReadersSeeOneSnapshot() {
        String schema = "CREATE TABLE t (id integer PRIMARY KEY)";
        cluster.execute(sourceName, schema, "INSERT INTO t VALUES (1), (2)");
        cluster.execute(targetName, schema, "INSERT INTO t VALUES (1), (2)");
        try (HikariDataSource source = Tables.pool(cluster, sourceName);
                HikariDataSource target = Tables.pool(cluster, targetName)) {
            TargetSchema.migrate(target);
            MappedTable table = new Tables(source, target).sameName("t", null);
            PostgresTargetStore store =
                    new PostgresTargetStore(target, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());
            store.acquireLease("test");
            PostgresTargetDatabase targetDatabase = new PostgresTargetDatabase(
                    target,
                    SnapshotLimits.DEFAULT,
                    PIPELINE,
                    LsnFormat.INSTANCE,
                    new PostgresLedgerPruning(target, PIPELINE),
                    connection -> new PostgresLedgerReader(connection, PIPELINE));

            try (Window window = Windows.open(
                    new PostgresSourceDatabase(source, SnapshotLimits.DEFAULT),
                    targetDatabase,
                    store,
                    List.of(table),
                    3,
                    () -> {})) {
                assertThat(window.lanes()).hasSize(3).allSatisfy(lane -> assertThat(lane)
                        .isSameAs(window.lane()));

                cluster.execute(sourceName, "INSERT INTO t VALUES (3)");
                cluster.execute(targetName, "INSERT INTO t VALUES (3)");
                for (Lane lane : window.lanes()) {
                    try (SnapshotPair snapshots = SnapshotPair.open(lane, Runnable::run)) {
                        SnapshotPair.Both<List<String>> keys = snapshots.ask(reader -> {
                            List<String> read = new ArrayList<>();
                            reader.rows(table, TenantScope.all(), KeyRange.ALL, row -> read.add(row.value(0)));
                            return read;
                        });
                        assertThat(keys.source()).containsExactly("1", "2");
                        assertThat(keys.target()).containsExactly("1", "2");
                    }
                }
            }
        }
    }
}
