package dev.reconciler.verify.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Window;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Columns whose values the target makes itself: identities and stored generated columns. */
@Tag("db")
class GeneratedColumnsTest {
    private static final String PIPELINE = "generated";

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("generated_source");
    private final String targetName = cluster.createDatabase("generated_target");

    @Test
    void valuesThatTheTargetMadeItselfAreComparedAndTold() {
        cluster.execute(
                sourceName,
                "CREATE TABLE t (id integer PRIMARY KEY, a integer, twice integer, number bigint)",
                "INSERT INTO t VALUES (1, 1, 2, 1), (2, 2, 5, 2), (3, 3, 6, 30)");
        cluster.execute(
                targetName,
                "CREATE TABLE t (id integer PRIMARY KEY, a integer, twice integer GENERATED ALWAYS AS (a * 2) STORED,"
                        + " number bigint GENERATED ALWAYS AS IDENTITY)",
                "INSERT INTO t (id, a) VALUES (1, 1), (2, 2), (3, 3)");
        try (HikariDataSource source = Tables.pool(cluster, sourceName);
                HikariDataSource target = Tables.pool(cluster, targetName)) {
            TargetSchema.migrate(target);

            for (DigestMethod method : DigestMethod.values()) {
                assertThat(findings(source, target, method))
                        .extracting(found -> found.key() + " " + ((Finding.FieldMismatch) found).columns())
                        .containsExactlyInAnyOrder(RowKey.of("2") + " [twice]", RowKey.of("3") + " [number]");
            }
        }
    }

    private static List<Finding.OfRow> findings(HikariDataSource source, HikariDataSource target, DigestMethod method) {
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
                        () -> {});
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return new ChecksumCheck(
                            table, TenantScope.all(), method, window.lane().doubt(), snapshots)
                    .verify(KeyRange.ALL).findings().stream()
                            .map(Finding.OfRow.class::cast)
                            .toList();
        }
    }
}
