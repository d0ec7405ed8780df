package dev.reconciler.targetstream;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresTargetChanges;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStreamJournal;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.CorrectionLab;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.window.Window;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A target of which the test plays everything: the source's stream, the target's own stream, and the marks, a second apart. */
public final class TargetStreamLab implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("streamed_source");
    private final HikariDataSource sourcePool = Tables.pool(cluster, sourceName);

    public final CorrectionLab target = new CorrectionLab();
    public final MappedTable table = target.customers;
    public final SourceDatabase source = new PostgresSourceDatabase(sourcePool, SnapshotLimits.DEFAULT);
    public final PostgresTargetChanges changes = new PostgresTargetChanges(target.pool(), CorrectionLab.PIPELINE);
    public final PostgresTargetStreamJournal journal =
            new PostgresTargetStreamJournal(target.pool(), CorrectionLab.PIPELINE);

    /** The events during a wait for the target's stream; by default it delivers no further change. */
    Runnable meanwhile = this::tell;

    final TargetRecord knowledge = new TargetRecord(
            changes,
            (condition, atMost) -> {
                meanwhile.run();
                return condition.getAsBoolean();
            },
            () -> START);

    public TargetStreamLab() {
        cluster.execute(sourceName, CorrectionLab.CUSTOMERS);
        begin("server");
    }

    /** The source has a table of orders, too. */
    void createOrders() {
        cluster.execute(sourceName, CorrectionLab.CUSTOMERS.replace("customers", "orders"));
    }

    /** The target's stream begins here, on the server of that name. */
    public void begin(String system) {
        journal.created(new StreamOrigin(new ServerIdentity(system, 1), changes.emit(), 1));
    }

    public void mark(int second) {
        changes.mark(() -> START.plusSeconds(second));
    }

    /** The target's stream delivers a write by the transaction of that id, just committed. */
    public TargetChange told(String key, long transaction, LedgerImage image) {
        TargetChange write = new TargetChange(
                table.id(),
                RowKey.of(key),
                new TransactionId(Long.toString(transaction)),
                changes.emit(),
                START,
                image);
        changes.record(List.of(List.of(write)), Set.of(), write.position(), START);
        return write;
    }

    void tell() {
        changes.record(List.of(), Set.of(), changes.emit(), START);
    }

    /** The source's stream delivers a change, which is applied. */
    public void stream(String key, @Nullable String amount) {
        target.stream(table, key, amount == null ? null : CorrectionLab.row(key, null, amount));
    }

    static Row row(String key, String amount) {
        return CorrectionLab.row(key, null, amount);
    }

    LedgerImage image(String key, String amount) {
        return LedgerImage.of(table, row(key, amount), column -> false);
    }

    /** The transaction of that id is one of the pipeline's own. */
    public void own(long transaction) {
        target.rogue("INSERT INTO reconciler.applied_transaction (pipeline, xid) VALUES ('" + CorrectionLab.PIPELINE
                + "', " + transaction + ")");
    }

    /** The ledger forgets all that was applied by now. */
    void pruneLedger() {
        target.database().pruning().prune(PostgresSnapshotContent.parse("1000000:1000000:"));
    }

    /** Everything is applied that the source has committed by now; nothing may be streamed afterwards. */
    void applied() {
        Windows.catchUp(source, target.store);
    }

    Window window() {
        return Windows.open(source, target.database(), target.store, List.of(table), () -> {});
    }

    @Override
    public void close() {
        target.close();
        sourcePool.close();
    }
}
