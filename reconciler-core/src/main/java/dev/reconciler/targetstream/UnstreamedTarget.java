package dev.reconciler.targetstream;

import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The record of a target whose engine the product can't stream: it is empty, and nothing can be recorded in it. */
public final class UnstreamedTarget implements TargetChanges {
    @Override
    public Optional<Known> known() {
        return Optional.empty();
    }

    @Override
    public void record(Iterable<List<TargetChange>> pieces, Position through, Instant at) {
        throw unstreamed();
    }

    @Override
    public void forgetUpTo(Position position) {
        throw unstreamed();
    }

    @Override
    public void mark(InstantSource clock) {
        throw unstreamed();
    }

    @Override
    public Optional<Mark> markedBy(Instant latest) {
        return Optional.empty();
    }

    @Override
    public Set<RowKey> touchedAfter(String table, Collection<RowKey> keys, Position position) {
        return Set.of();
    }

    @Override
    public List<Due> due(Instant recorded, int limit) {
        return List.of();
    }

    @Override
    public void judged(Collection<Due> judged) {
        if (!judged.isEmpty()) {
            throw unstreamed();
        }
    }

    @Override
    public Optional<Instant> judgedThrough() {
        return Optional.empty();
    }

    @Override
    public Map<RowKey, Last> last(String table, Collection<RowKey> keys, Duration settle) {
        return Map.of();
    }

    /** There is nothing to delete. */
    @Override
    public void prune(Instant before) {}

    @Override
    public Position emit() {
        throw unstreamed();
    }

    private static IllegalStateException unstreamed() {
        return new IllegalStateException("the target is not streamed");
    }
}
