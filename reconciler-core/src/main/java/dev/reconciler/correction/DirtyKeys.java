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
 * The keys that are noted in the target for verification in a window. The applier notes a key if it could not write the event's
 * row, or if a parked event still can't be applied; so does a person who discards an event, and stream verification if a row
 * differs from the ledger. Keys left by a backfill are not included: {@link dev.reconciler.correction.backfill.Filler} settles
 * it.
 *
 * <p>A note is read before the window that proves its key is opened, so the window's T contains the noted change. It is removed
 * after the proof, and only if it is still the same note: a note made meanwhile, at any position, stays for another window. So no
 * lock is needed, and no note is lost.
 */
public final class DirtyKeys {
    private static final String SUSPECT =
            "stream verification: the row is not what the stream wrote, or a rule is not known to hold";

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

    /** Notes suspect keys; durable when the method returns. */
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
     * Discards the parked events of these keys up to the fence: both sides agree, so the events are obsolete.
     *
     * @param fence F of the window that proved it; its pin is held until the method returns
     * @param keys by mapping id
     */
    public void agreed(long fence, Map<String, Set<RowKey>> keys) {
        obsolete.discard(fence, keys);
    }

    /** Removes these notes; durable when the method returns. */
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
