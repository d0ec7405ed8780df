package dev.reconciler.cdc.capture.debezium;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotJournal;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Lsn;
import dev.reconciler.position.Position;
import java.util.List;
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
    private @Nullable ConnectorRun run;

    /**
     * @param slot to read the slot's state with: {@link PostgresStreamSettings#slotName}
     * @param journal tells how the slot was created
     */
    public DebeziumPostgresStream(
            PostgresStreamSettings settings, List<MappedTable> tables, PostgresSlot slot, SlotJournal journal) {
        this.settings = settings;
        this.tables = List.copyOf(tables);
        this.slot = slot;
        this.journal = journal;
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
        ConnectorRun next = new ConnectorRun(settings, tables, (Lsn) from, () -> requireSafe((Lsn) from), sink);
        next.start();
        run = next;
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
