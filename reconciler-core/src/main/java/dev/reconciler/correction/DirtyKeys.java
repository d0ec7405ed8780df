package dev.reconciler.correction;

import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys that the target has noted to be proven in a window: by the applier where it could not write what an event said, where an event was parked and can't be
 * applied now either, by a person who discarded an event, by stream verification where a row is not what the ledger says. What a backfill has left is not
 * among them: {@link dev.reconciler.correction.backfill.Filler} settles it.
 *
 * <p>A note is read before the window that proves its key is opened, so the window's T holds whatever the note is about. It is taken
 * away after the proof, and only if it is still the same note: one made meanwhile, at whatever position, stays for another window. So
 * this needs no lock, and loses none.
 */
public final class DirtyKeys {
    private static final String SUSPECT = "the row is not what the stream wrote";

    private final TargetStore target;
    private final ObsoleteEvents obsolete;
    private final Map<String, MappedTable> tables;

    public DirtyKeys(TargetStore target, Collection<MappedTable> tables) {
        this.target = target;
        this.obsolete = new ObsoleteEvents(target);
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
    }

    /** A noted key. @param version tells this note from a later one of the same key */
    public record Dirty(MappedTable table, RowKey key, String version) {}

    /** Notes suspects; durable when it returns. */
    public void note(MappedTable table, Collection<RowKey> keys) {
        try (TargetTransaction transaction = target.begin()) {
            transaction.notes().markDirty(table.id(), keys, SUSPECT);
            transaction.commit();
        }
    }

    /** Noted keys of tables that are live, the oldest first. */
    public List<Dirty> waiting(int limit) {
        try (TargetTransaction transaction = target.begin()) {
            Map<String, TableState> states = transaction.notes().tableStates();
            List<String> live = tables.keySet().stream()
                    .filter(id -> states.get(id) instanceof TableState.Live)
                    .toList();
            return transaction.notes().unproven(live, limit).stream()
                    .map(note ->
                            new Dirty(Objects.requireNonNull(tables.get(note.table())), note.key(), note.version()))
                    .toList();
        }
    }

    /**
     * Both sides agree on these keys: events of theirs that are parked up to there have nothing left to do, and are discarded.
     *
     * @param fence F of the window that proved it; its pin is held until this returns
     * @param keys by mapping id
     */
    public void agreed(long fence, Map<String, Set<RowKey>> keys) {
        obsolete.discard(fence, keys);
    }

    /** Takes these notes away; durable when it returns. */
    public void clear(Collection<Dirty> proven) {
        if (proven.isEmpty()) {
            return;
        }
        try (TargetTransaction transaction = target.begin()) {
            transaction
                    .notes()
                    .clear(proven.stream()
                            .map(dirty -> new TargetNotes.Note(dirty.table().id(), dirty.key(), dirty.version()))
                            .toList());
            transaction.commit();
        }
    }
}
