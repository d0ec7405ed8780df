package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.cdc.change.ChangeEvent.Truncate;
import dev.reconciler.cdc.change.ChangeEvent.Unreadable;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides how each event of one target transaction is handled: written now, left to the backfill, or parked.
 *
 * <p>An event of a key that is not filled yet is skipped: the backfill's snapshot holds its effect. A TRUNCATE is parked alone,
 * and the table's later events are applied: extra rows of the target are found, and reported with the parked TRUNCATE as their
 * cause. After an incompatible change of a table's definition all its later events are parked.
 */
final class Routing {
    private final ChangeWriter writer;
    private final TargetNotes notes;
    private final Map<String, TableState> states;
    private final Map<String, KeyOrder> orders = new HashMap<>();
    private final Parking parking;
    private final BatchCounts counts;
    private final List<SchemaChanged> schemaChanges = new ArrayList<>();
    private long number;

    Routing(ChangeWriter writer, TargetNotes notes, Parking parking, BatchCounts counts) {
        this.writer = writer;
        this.notes = notes;
        this.states = new HashMap<>(notes.tableStates());
        this.parking = parking;
        this.counts = counts;
    }

    List<SchemaChanged> schemaChanges() {
        return schemaChanges;
    }

    RoutedSlice route(Slice slice) {
        SliceRouter router = new SliceRouter(slice);
        slice.events().forEach(event -> event.accept(router));
        return new RoutedSlice(router.writes, router.touched);
    }

    /** Routes the events of one source transaction. */
    private final class SliceRouter implements ChangeEvent.Visitor<RuntimeException> {
        private final Slice slice;
        private final List<Routed> writes;
        private final Touched touched;

        SliceRouter(Slice slice) {
            this.slice = slice;
            this.writes = new ArrayList<>(slice.events().size());
            this.touched = new Touched(slice);
        }

        @Override
        public void insert(Insert insert) {
            change(insert);
        }

        @Override
        public void update(Update update) {
            change(update);
        }

        @Override
        public void delete(Delete delete) {
            change(delete);
        }

        private void change(RowChange change) {
            counts.count(change);
            MappedTable table = writer.table(change.table());
            for (RowChange each : NormalForm.of(change, table, writer.scope(), writer.isReferenced(table))) {
                touched.add(table, each);
                routeChange(numbered(each), each, table, writes);
            }
        }

        @Override
        public void truncate(Truncate truncate) {
            if (!(state(truncate.table()) instanceof TableState.Pending)) {
                park(truncate, null, notTruncated(writer.table(truncate.table())));
            }
        }

        @Override
        public void unreadable(Unreadable unreadable) {
            park(unreadable, unreadable.key(), unreadable.error());
            if (unreadable.key() != null) {
                touched.addUnknown(writer.table(unreadable.table()), unreadable.key());
            }
        }

        @Override
        public void schemaChanged(SchemaChanged changed) {
            schemaChanges.add(changed);
            if (changed.incompatible()) {
                pause(changed, state(changed.table()));
            }
        }

        private static String notTruncated(MappedTable table) {
            RowFilter filter = table.filter(Side.TARGET);
            String rows = filter.isEmpty() ? "empty the target table" : "delete the target's rows with " + filter;
            return "TRUNCATE is not applied: " + rows + " by hand, then discard the event";
        }

        private void park(ChangeEvent event, @Nullable RowKey key, String error) {
            counts.parked(event.table());
            parking.park(numbered(event), key, event, error);
        }

        private Routed numbered(ChangeEvent event) {
            return new Routed(number++, slice, event);
        }
    }

    /**
     * Pauses a table. A table without filled keys needs no pause: its events are skipped, and its backfill checks the mapping.
     */
    private void pause(SchemaChanged change, TableState state) {
        RowKey filledUpTo = state instanceof TableState.Filling filling ? filling.upTo() : null;
        if (state instanceof TableState.Live || filledUpTo != null) {
            TableState.Paused paused = new TableState.Paused(change.what(), filledUpTo);
            states.put(change.table(), paused);
            notes.setTableState(change.table(), paused);
        }
    }

    private void routeChange(Routed routed, RowChange change, MappedTable table, List<Routed> writes) {
        TableState state = state(table.id());
        if (change instanceof Update update && update.previousKey() != null) {
            routeMove(routed, update, update.previousKey(), state, table, writes);
        } else if (!isFilled(state, table, change.key())) {
            counts.skipped(table.id());
        } else if (isHeld(state, table, change.key())) {
            park(routed, change, change.key(), state);
        } else {
            writes.add(routed);
        }
    }

    /**
     * Routes a new key for a row that must be updated in place: other tables refer to it, or it holds values that the event
     * lacks.
     */
    private void routeMove(
            Routed routed, Update update, RowKey previous, TableState state, MappedTable table, List<Routed> writes) {
        if (isHeld(state, table, previous) || isHeld(state, table, update.key())) {
            park(routed, update, previous, state);
            park(
                    routed,
                    new Update(update.table(), update.key(), null, update.after(), update.unavailable()),
                    update.key(),
                    state);
            return;
        }
        boolean oldFilled = isFilled(state, table, previous);
        boolean newFilled = isFilled(state, table, update.key());
        if (oldFilled && newFilled) {
            writes.add(routed);
        } else if (oldFilled) {
            counts.skipped(table.id());
            writes.add(new Routed(routed.number(), routed.slice(), new Delete(table.id(), previous, null)));
        } else if (newFilled && update.unavailable().isEmpty()) {
            writes.add(
                    new Routed(routed.number(), routed.slice(), new Insert(table.id(), update.key(), update.after())));
        } else {
            counts.skipped(table.id());
            if (newFilled) {
                // The row came from a key that is not filled yet, and the event lacks values: the backfill fills it.
                notes.markDirty(table.id(), Set.of(update.key()), TargetSnapshot.FILL);
            }
        }
    }

    private void park(Routed routed, RowChange change, RowKey key, TableState state) {
        counts.parked(change.table());
        boolean behind = parking.isBlocked(change.table(), key);
        parking.park(
                routed,
                key,
                change,
                behind || !(state instanceof TableState.Paused paused)
                        ? ""
                        : "the table is paused: " + paused.reason());
    }

    private boolean isHeld(TableState state, MappedTable table, RowKey key) {
        return parking.isBlocked(table.id(), key) || state instanceof TableState.Paused && isFilled(state, table, key);
    }

    private boolean isFilled(TableState state, MappedTable table, RowKey key) {
        return FilledKeys.contains(
                state, orders.computeIfAbsent(table.id(), id -> new KeyOrder(table.keyTypes())), key);
    }

    private TableState state(String table) {
        return states.getOrDefault(table, new TableState.Pending());
    }
}
