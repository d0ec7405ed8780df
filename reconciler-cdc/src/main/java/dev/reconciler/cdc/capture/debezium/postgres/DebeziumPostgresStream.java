package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotJournal;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The change stream of a PostgreSQL source: pgoutput through embedded Debezium, from a slot and publication that the pipeline
 * made itself ({@link PostgresSlot}, {@link dev.reconciler.endpoint.postgres.source.PostgresPublication}).
 *
 * <p>Safe for use by several threads.
 */
public final class DebeziumPostgresStream implements ChangeStream {
    private final PostgresStreamSettings settings;
    private final List<MappedTable> tables;
    private final PostgresSlot slot;
    private final SlotJournal journal;
    private final TableAdmission admission;
    private Map<TableRef, String> leftOut = Map.of();
    private @Nullable ConnectorRun run;

    /** Takes every table. */
    public DebeziumPostgresStream(
            PostgresStreamSettings settings, List<MappedTable> tables, PostgresSlot slot, SlotJournal journal) {
        this(settings, tables, slot, journal, TableAdmission.ALL);
    }

    /**
     * @param slot to read the slot's state with: {@link PostgresStreamSettings#slotName}
     * @param journal tells how the slot was created
     * @param admission asked at each start
     */
    public DebeziumPostgresStream(
            PostgresStreamSettings settings,
            List<MappedTable> tables,
            PostgresSlot slot,
            SlotJournal journal,
            TableAdmission admission) {
        this.settings = settings;
        this.tables = List.copyOf(tables);
        this.slot = slot;
        this.journal = journal;
        this.admission = admission;
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if the source can't be reached
     * @throws IllegalStateException if it runs already
     */
    @Override
    public synchronized void start(Position from, TransactionSink sink) {
        if (run != null) {
            throw new IllegalStateException(settings + " runs already: close it first");
        }
        requireSafe((Lsn) from);
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
        ConnectorRun next = new ConnectorRun(settings, taken, (Lsn) from, () -> requireSafe((Lsn) from), sink);
        next.start();
        run = next;
    }

    /** Whether the connector could take other tables now than it was started with. */
    public boolean isOutdated() {
        Set<TableRef> now = refused().keySet();
        synchronized (this) {
            return run != null && !leftOut.keySet().equals(now);
        }
    }

    private Map<TableRef, String> refused() {
        return admission.refused(tables.stream().map(MappedTable::source).toList());
    }

    private void requireSafe(Lsn from) {
        StartCheck.require(slot.side(), slot.name(), slot.facts(), journal.origin(), from);
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
