package dev.reconciler.cdc.apply.start;

import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.apply.start.StartSteps.Step;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.endpoint.engine.Endpoints;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prepares the stream under the writer's lease: publication and slot, tables that are adopted, and the checkpoint to resume from.
 * A start that ends at any step is repeated by the next one.
 */
public final class StreamStart {
    private final List<MappedTable> tables;
    private final Endpoints endpoints;
    private final TargetStore store;
    private final Filler filler;
    private final Adoption adoption;

    /**
     * The tables that are live without being filled.
     *
     * @param first true for all tables on the pipeline's first start: they already hold their rows
     * @param joining true for tables that join later: other systems write them
     */
    public record Adoption(boolean first, boolean joining) {}

    public StreamStart(
            List<MappedTable> tables, Endpoints endpoints, TargetStore store, Filler filler, Adoption adoption) {
        this.tables = List.copyOf(tables);
        this.endpoints = endpoints;
        this.store = store;
        this.filler = filler;
        this.adoption = adoption;
    }

    /**
     * Prepares the stream.
     *
     * @param lease the present checkpoint
     * @param resync true to drop an existing slot and begin a new stream
     * @param steps receives each step before it acts
     * @return the checkpoint to resume from
     * @throws dev.reconciler.endpoint.engine.StreamRefusedException if the stream can't be resumed safely
     */
    public Checkpoint prepare(Checkpoint lease, boolean resync, StartSteps steps) {
        boolean first = endpoints.source().positions().origin().covers(lease.position());
        StreamSetup setup = endpoints.stream();
        steps.before(Step.PUBLICATION);
        setup.publish(tables);
        if (resync) {
            return moved(lease, setup.replace(steps));
        }
        Optional<Position> start = first ? Optional.of(setup.ensure(steps)) : Optional.empty();
        steps.before(Step.ADOPT);
        adopt(first);
        steps.before(Step.STREAM);
        return start.map(position -> moved(lease, position)).orElse(lease);
    }

    private void adopt(boolean first) {
        if (first && adoption.first()) {
            tables.forEach(filler::adopt);
        } else if (adoption.joining()) {
            Map<String, TableState> states = new TableStates(store).all();
            tables.stream()
                    .filter(table ->
                            states.getOrDefault(table.id(), new TableState.Pending()) instanceof TableState.Pending)
                    .forEach(filler::adopt);
        }
    }

    private Checkpoint moved(Checkpoint from, Position position) {
        Checkpoint to = new Checkpoint(from.epoch(), from.sequence(), position);
        try (TargetTransaction transaction = store.begin()) {
            transaction.lockCheckpoint();
            transaction.advance(from, to);
            transaction.commit();
        }
        return to;
    }
}
