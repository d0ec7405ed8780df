package dev.reconciler.verify.changes;

import dev.reconciler.mapping.MappedTable;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Keeps no record. */
final class Unrecorded implements ChangeRecord {
    @Override
    public void begin(Collection<MappedTable> tables, Instant now) {}

    @Override
    public void restart(MappedTable table, Instant now) {}

    @Override
    public void stop(MappedTable table) {}

    @Override
    public Map<String, Instant> completeSince(Collection<MappedTable> tables) {
        return Map.of();
    }

    @Override
    public Optional<Instant> unrecordedSince() {
        return Optional.empty();
    }

    @Override
    public void add(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {}

    @Override
    public void replace(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {}

    @Override
    public void read(MappedTable table, Instant since, Instant until, BiConsumer<CommitSpan, ChangedRows> each) {}

    @Override
    public void prune(Instant oldest, long most) {}
}
