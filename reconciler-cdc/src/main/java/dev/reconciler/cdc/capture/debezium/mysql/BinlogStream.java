package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.read.LogSource;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a MySQL or MariaDB server, from its binary log. It starts after the GTIDs of the checkpoint, which the server finds in
 * its log, or refuses; so each transaction comes once, also after a failover to another server of the same history. A checkpoint of MySQL without
 * GTIDs is a place in the log of one server.
 */
public final class BinlogStream implements ChangeStream {
    private final BinlogStreamSettings settings;
    private final MySqlKind kind;
    private final List<MappedTable> tables;
    private final Consumer<Position> requireReadable;
    private final TableAdmission admission;
    private Map<TableRef, String> leftOut = Map.of();
    private @Nullable BinlogRun run;

    /**
     * @param requireReadable throws if the log does not hold everything after a checkpoint; called at each start
     * @param admission called at each start
     */
    public BinlogStream(
            BinlogStreamSettings settings,
            MySqlKind kind,
            List<MappedTable> tables,
            Consumer<Position> requireReadable,
            TableAdmission admission) {
        this.settings = settings;
        this.kind = kind;
        this.tables = List.copyOf(tables);
        this.requireReadable = requireReadable;
        this.admission = admission;
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the server can't be reached
     * @throws IllegalStateException if it is already running
     */
    @Override
    public synchronized void start(Position from, TransactionSink sink) {
        if (run != null) {
            throw new IllegalStateException(settings + " is already running: close it first");
        }
        requireReadable.accept(from);
        leftOut = refused();
        List<MappedTable> taken = new ArrayList<>();
        for (MappedTable table : tables) {
            String reason = leftOut.get(table.source());
            if (reason == null) {
                taken.add(table);
            } else {
                admission.leftOut(table, reason);
            }
        }
        LogSource source = LogSource.of(settings.capture().side(), settings.login(), kind);
        BinlogRun next = new BinlogRun(
                settings, taken, (BinlogPosition) from, source, () -> LogSource.cascades(settings.login(), kind), sink);
        next.start();
        run = next;
    }

    @Override
    public boolean isOutdated() {
        Map<TableRef, String> now = refused();
        synchronized (this) {
            return run != null && !leftOut.keySet().equals(now.keySet());
        }
    }

    private Map<TableRef, String> refused() {
        return admission.refused(tables.stream().map(MappedTable::source).toList());
    }

    /** The server keeps its log for a time, not for its readers. */
    @Override
    public void acknowledge(Position applied) {}

    @Override
    public synchronized void close() {
        BinlogRun running = run;
        run = null;
        if (running != null) {
            running.close();
        }
    }
}
