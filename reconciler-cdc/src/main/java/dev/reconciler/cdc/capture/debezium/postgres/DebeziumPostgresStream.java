package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.StartCheck;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The change stream of a PostgreSQL source: pgoutput through embedded Debezium, from a slot and publication that the pipeline
 * created itself ({@link PostgresSlot}, {@link dev.reconciler.endpoint.postgres.source.PostgresPublication}).
 *
 * <p>Thread-safe.
 */
public final class DebeziumPostgresStream implements ChangeStream {
    private final PostgresStreamSettings settings;
    private final List<MappedTable> tables;
    private final Consumer<Position> requireReadable;
    private final TableAdmission admission;
    private Map<TableRef, String> leftOut = Map.of();
    private @Nullable ConnectorRun run;

    /**
     * Creates a stream of every table.
     *
     * @param slot reads the state of the slot {@link PostgresStreamSettings#slotName}
     * @param journal holds the record of the slot's creation
     */
    public DebeziumPostgresStream(
            PostgresStreamSettings settings, List<MappedTable> tables, PostgresSlot slot, StreamJournal journal) {
        this(
                settings,
                tables,
                from -> StartCheck.require(slot.side(), slot.name(), slot.facts(), journal.origin(), (Lsn) from),
                TableAdmission.ALL);
    }

    /**
     * @param requireReadable throws if the slot does not deliver everything after a checkpoint; called at each start, before and
     *     after the slot is held
     * @param admission called at each start
     */
    public DebeziumPostgresStream(
            PostgresStreamSettings settings,
            List<MappedTable> tables,
            Consumer<Position> requireReadable,
            TableAdmission admission) {
        this.settings = settings;
        this.tables = List.copyOf(tables);
        this.requireReadable = requireReadable;
        this.admission = admission;
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the source can't be reached
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
        ConnectorRun next = new ConnectorRun(settings, taken, (Lsn) from, () -> requireReadable.accept(from), sink);
        next.start();
        run = next;
    }

    @Override
    public boolean isOutdated() {
        Set<TableRef> now = refused().keySet();
        synchronized (this) {
            return run != null && !leftOut.keySet().equals(now);
        }
    }

    private Map<TableRef, String> refused() {
        return admission.refused(tables.stream().map(MappedTable::source).toList());
    }

    @Override
    public synchronized void acknowledge(Position applied) {
        if (run != null) {
            run.acknowledge((Lsn) applied);
        }
    }

    @Override
    public synchronized void close() {
        ConnectorRun running = run;
        run = null;
        if (running != null) {
            running.close();
        }
    }
}
