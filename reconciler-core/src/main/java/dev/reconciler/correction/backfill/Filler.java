package dev.reconciler.correction.backfill;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.budget.KeySlices;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.window.Lane;
import dev.reconciler.window.VoidWindowException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills ranges of one table from a window's source snapshot while the stream continues.
 *
 * <ol>
 *   <li>The rows of S are read before any lock. The window guarantees that the target has applied everything that S contains.
 *   <li>Under the checkpoint row's lock, F is fixed. Keys of the range that the ledger shows touched by transactions which S
 *       lacks are left out and noted as dirty: their events were skipped, and S holds an old image of them. For every other key,
 *       S is the source's state at F.
 *   <li>Rows, dirty keys and the table's new state commit together. From here on, the range's events are applied.
 *   <li>Where no order of tables satisfies the foreign keys, rows whose referenced row is still missing are written with the
 *       reference empty, or left out, and their keys are noted as dirty too ({@link OpenReferences}).
 *   <li>Dirty keys are settled by later windows, in which they are no longer in doubt ({@link #settle}), or by their own next
 *       event. Children wait until their parents have no dirty keys: so a foreign key never rejects a row.
 * </ol>
 *
 * <p>A row that the target's collation doesn't tell from another one is left out, and its key is noted for verification, which reports it
 * ({@link dev.reconciler.discrepancy.Finding.KeyCollision}). So are rows for which a transform gives no valid value, and up to {@value
 * #MOST_REJECTED} rows of a piece that hold a value which the target rejects, such as a zero date: verification reports them.
 *
 * <p>Rows that the target already holds are not overwritten: verification finds differences in them. The exception is noted keys of
 * tables with open references, whose changes may have been skipped.
 */
public final class Filler {
    private static final Logger LOG = LoggerFactory.getLogger(Filler.class);
    private static final int SETTLED_AT_ONCE = 5_000;
    /** Of one transaction. If the target rejects more, its definition is at fault, and the backfill fails with the reason. */
    private static final int MOST_REJECTED = 1_000;

    private static final String REJECTED = "the target rejected a value of the row";
    private static final String COLLISION =
            "the target holds another row: outside the mapping's filter, or one whose key its collation takes for this one";

    private final TargetStore target;
    private final TenantScope scope;
    private final OpenReferences references;

    /** Creates a filler for tables whose foreign keys are satisfied by filling parents first, or are not enforced. */
    public Filler(TargetStore target, TenantScope scope) {
        this(target, scope, OpenReferences.NONE);
    }

    /** @param references foreign keys that no order of the tables satisfies, and that the target enforces */
    public Filler(TargetStore target, TenantScope scope, OpenReferences references) {
        this.target = target;
        this.scope = scope;
        this.references = references;
    }

    /** Returns whether rows of the table may be postponed because their referenced rows are not filled yet. */
    public boolean isOpen(MappedTable table) {
        return references.concern(table);
    }

    /** Names of the foreign keys that may postpone rows of the table. */
    public List<String> foreignKeys(MappedTable table) {
        return references.names(table);
    }

    /** Returns whether a fill of any other table would fail the same way now: the target is down or full, or the session is lost. */
    public static boolean concernsEveryTable(RuntimeException failure) {
        return failure instanceof WriteFailedException refused && refused.isOfTheServer();
    }

    /** The range of the table that is still to be filled; empty if the table is complete or paused. */
    public Optional<KeyRange> rest(MappedTable table) {
        try (TargetTransaction transaction = target.begin()) {
            TableState state = transaction.notes().tableStates().getOrDefault(table.id(), new TableState.Pending());
            if (state instanceof TableState.Pending) {
                return Optional.of(KeyRange.ALL);
            }
            return state instanceof TableState.Filling filling
                    ? Optional.of(new KeyRange(filling.upTo(), null))
                    : Optional.empty();
        }
    }

    /** Sets a table live without filling it: another tool made the copy, which will be verified. */
    public void adopt(MappedTable table) {
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            transaction.notes().setTableState(table.id(), new TableState.Live());
            transaction.commit();
        }
    }

    /**
     * Fills the next range of a table that is pending or filling, in pieces that fit into memory: each is a transaction of its
     * own under the same window. Rows that an earlier attempt has filled are left unchanged.
     *
     * @param range starts at the end of the table's filled range
     * @return counts of the rows read and written
     * @throws VoidWindowException if the ledger no longer reaches back to the window
     * @throws WriteFailedException if the target rejected a write
     * @throws DuplicateKeyException if the source holds several rows under one key; nothing is written from that key on
     */
    public Filled fill(Lane lane, MappedTable table, KeyRange range) {
        Optional<KeyRange> rest = rest(table);
        if (rest.isEmpty()) {
            return Filled.NOTHING;
        }
        KeyOrder order = new KeyOrder(table.keyTypes());
        RowKey from = later(order, range.from(), rest.get().from());
        if (from != null && range.to() != null && order.compare(from, range.to()) >= 0) {
            return Filled.NOTHING;
        }
        Piece piece = new Piece(lane, table, from, Objects.equals(from, range.from()), false);
        lane.source().reader().rows(table, scope, new KeyRange(from, range.to()), piece::add);
        piece.fill(range.to());
        return piece.filled;
    }

    /**
     * Inserts the rows that a live table lacks in the range; existing rows stay unchanged, and the table stays live. The argument
     * is that of {@link #fill}: a row of the source's snapshot that no later transaction has touched is inserted under the
     * checkpoint's lock, and keys that such a transaction touched are noted for {@link #settle}.
     *
     * @return counts of the rows read and written; zero if the table is not live
     */
    public Filled refill(Lane lane, MappedTable table, KeyRange range) {
        if (!isLive(table)) {
            return Filled.NOTHING;
        }
        Piece piece = new Piece(lane, table, range.from(), true, true);
        lane.source().reader().rows(table, scope, range, piece::add);
        piece.fill(range.to());
        return piece.filled;
    }

    /** Returns whether every key of the table follows the stream. */
    public boolean isLive(MappedTable table) {
        try (TargetTransaction transaction = target.begin()) {
            return transaction.notes().tableStates().get(table.id()) instanceof TableState.Live;
        }
    }

    private static @Nullable RowKey later(KeyOrder order, @Nullable RowKey one, @Nullable RowKey other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return order.compare(one, other) >= 0 ? one : other;
    }

    /** Rows that were read and not yet written, in key order. */
    private final class Piece {
        private final Lane lane;
        private final MappedTable table;
        private final boolean staysLive;
        private final List<Row> rows = new ArrayList<>();
        private final ByteBudget budget = new ByteBudget(ByteBudget.STEP);
        private @Nullable RowKey from;
        private @Nullable RowKey last;
        private Filled filled;

        Piece(Lane lane, MappedTable table, @Nullable RowKey from, boolean whole, boolean staysLive) {
            this.filled = new Filled(0, 0, 0, whole);
            this.lane = lane;
            this.table = table;
            this.staysLive = staysLive;
            this.from = from;
        }

        void add(Row row) {
            RowKey key = table.keyOf(row);
            if (key.equals(last)) {
                throw new DuplicateKeyException(table.id(), key);
            }
            last = key;
            if (budget.isSpent()) {
                fill(key);
            }
            rows.add(row);
            budget.add(ByteBudget.of(row.values()));
        }

        void fill(@Nullable RowKey to) {
            filled = filled.plus(Filler.this.fill(lane, table, new KeyRange(from, to), rows, staysLive));
            from = to;
            rows.clear();
            budget.release();
        }
    }

    private Filled fill(Lane lane, MappedTable table, KeyRange range, List<Row> rows, boolean staysLive) {
        lane.requireIntact();
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            if (staysLive && !(transaction.notes().tableStates().get(table.id()) instanceof TableState.Live)) {
                return Filled.NOTHING; // the table was paused meanwhile
            }
            Set<RowKey> doubtful = doubtful(lane, table, range, transaction);
            rows.removeIf(row -> doubtful.contains(table.keyOf(row)));
            int before = rows.size();
            rows.removeIf(row -> !isWritable(table, row));
            int invalid = before - rows.size();
            Rejected rejected = new Rejected(table);
            OpenReferences.Inserted inserted = accepted(
                    transaction,
                    rows,
                    some -> references.insertAbsent(transaction.rows(), table, scope, some),
                    (row, reason) -> rejected.add(table.keyOf(row), reason));
            TargetNotes notes = transaction.notes();
            notes.markDirty(table.id(), doubtful, TargetSnapshot.FILL);
            notes.markDirty(table.id(), inserted.left(), TargetSnapshot.FILL);
            notes.markDirty(table.id(), inserted.collisions(), COLLISION);
            notes.markDirty(table.id(), rejected.keys, REJECTED);
            if (!staysLive) {
                notes.setTableState(
                        table.id(), range.to() == null ? new TableState.Live() : new TableState.Filling(range.to()));
            }
            transaction.commit();
            long left = inserted.left().size() + (long) invalid + rejected.keys.size();
            return new Filled(rows.size(), inserted.written(), left, true);
        }
    }

    /** Keys of rows that the target rejects. */
    private static final class Rejected {
        private final MappedTable table;
        private final Set<RowKey> keys = new HashSet<>();

        Rejected(MappedTable table) {
            this.table = table;
        }

        void add(RowKey key, WriteFailedException reason) {
            if (keys.isEmpty()) {
                LOG.warn(
                        "backfill leaves out rows that hold a value which the target rejects table={} firstKey={}"
                                + " error=\"{}\"; verification reports them. Correct the source, or map the column by a transform",
                        table.id(),
                        key,
                        reason.getMessage());
            }
            keys.add(key);
        }
    }

    /**
     * Does the work for all at once. If the target rejects a value, halves the rejected part until each that it rejects is
     * alone.
     *
     * @param work inserts rows
     * @param reject receives each that the target rejects, whose work has no effect
     */
    private static <T> OpenReferences.Inserted accepted(
            TargetTransaction transaction,
            List<T> all,
            Function<List<T>, OpenReferences.Inserted> work,
            BiConsumer<T, WriteFailedException> reject) {
        OpenReferences.Inserted inserted = OpenReferences.Inserted.NOTHING;
        Deque<List<T>> parts = new ArrayDeque<>(List.of(all));
        int rejected = 0;
        while (!parts.isEmpty()) {
            List<T> part = parts.pop();
            try {
                inserted = inserted.plus(transaction.attempt(() -> work.apply(part)));
            } catch (WriteFailedException e) {
                if (!e.isOfValue() || rejected == MOST_REJECTED) {
                    throw e;
                }
                if (part.size() == 1) {
                    rejected++;
                    reject.accept(part.get(0), e);
                    continue;
                }
                parts.push(part.subList(part.size() / 2, part.size()));
                parts.push(part.subList(0, part.size() / 2));
            }
        }
        return inserted;
    }

    /**
     * A range that was filled.
     *
     * @param rows rows of the source's snapshot, without those postponed
     * @param written rows among them that the target did not hold before
     * @param left rows that are missing: they are settled later, because their referenced rows are missing, or never, because a
     *     transform gives them no valid value, because they are outside the target's filter, or because the target rejects a
     *     value
     * @param whole true if no part of the range had been filled before, in another window
     */
    public record Filled(long rows, long written, long left, boolean whole) {
        static final Filled NOTHING = new Filled(0, 0, 0, false);

        Filled plus(Filled other) {
            return new Filled(rows + other.rows, written + other.written, left + other.left, whole && other.whole);
        }

        /** Returns whether the target held no row of the range before: then both sides are equal there. */
        public boolean wasEmpty() {
            return whole && rows == written && left == 0;
        }
    }

    /** Dirty keys that a fill has noted, oldest first. */
    public List<RowKey> left(MappedTable table, int limit) {
        try (TargetTransaction transaction = target.begin()) {
            return transaction.notes().dirty(table.id(), limit).stream()
                    .filter(dirty -> dirty.reason().equals(TargetSnapshot.FILL))
                    .map(TargetNotes.DirtyKey::key)
                    .toList();
        }
    }

    /**
     * Settles dirty keys that are not in doubt in this window: a missing row is inserted, and the note is removed. Rows of tables
     * with open references are made equal to the source's, as a change of them may have been skipped too. Keys that are still in
     * doubt, were touched since, or refer to missing rows stay for a later window.
     *
     * @return keys settled
     */
    public int settle(Lane lane, MappedTable table, Collection<RowKey> keys) {
        int settled = 0;
        KeySlices slices = new KeySlices(keys, SETTLED_AT_ONCE);
        while (slices.hasNext()) {
            List<RowKey> slice = slices.next();
            Map<RowKey, Row> rows = lane.source().reader().rowsByKey(table, slice);
            slices.read(rows.values());
            settled += settle(lane, table, slice, rows);
        }
        return settled;
    }

    private int settle(Lane lane, MappedTable table, List<RowKey> keys, Map<RowKey, Row> rows) {
        lane.requireIntact();
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            Set<RowKey> doubtful = doubtful(lane, table, KeyRange.ALL, transaction);
            List<RowKey> settled =
                    keys.stream().filter(key -> !doubtful.contains(key)).toList();
            List<RowKey> valid = settled.stream()
                    .filter(key -> !rows.containsKey(key) || isWritable(table, rows.get(key)))
                    .toList();
            Rejected rejected = new Rejected(table);
            OpenReferences.Inserted inserted = accepted(
                    transaction,
                    valid,
                    some -> references.settle(transaction, table, scope, some, inScope(table, some, rows)),
                    rejected::add);
            List<RowKey> done = settled.stream()
                    .filter(key -> !inserted.left().contains(key))
                    .toList();
            transaction.notes().clearDirty(table.id(), done);
            transaction.notes().markDirty(table.id(), inserted.collisions(), COLLISION);
            transaction.notes().markDirty(table.id(), rejected.keys, REJECTED);
            transaction.commit();
            return done.size();
        }
    }

    private static boolean isWritable(MappedTable table, Row row) {
        return !row.hasInvalidValue() && table.isInTargetFilter(row);
    }

    private List<Row> inScope(MappedTable table, List<RowKey> keys, Map<RowKey, Row> rows) {
        return keys.stream()
                .filter(rows::containsKey)
                .map(rows::get)
                .filter(row -> table.isInScope(row, scope))
                .toList();
    }

    /** Keys of the range touched, up to the locked checkpoint, by transactions that the window's S does not contain. */
    private static Set<RowKey> doubtful(Lane lane, MappedTable table, KeyRange range, TargetTransaction transaction) {
        Checkpoint fence = lane.fence();
        if (transaction.ledger().floor() > fence.sequence()) {
            throw new VoidWindowException("the ledger was pruned past the window's fence " + fence.sequence());
        }
        Set<RowKey> keys = new HashSet<>(lane.doubt().within(table, range).keySet());
        KeyOrder order = new KeyOrder(table.keyTypes());
        LedgerView later = new LedgerView(LedgerView.Depth.LAST, fence.sequence());
        later.readOn(
                transaction.ledger(), entry -> entry.table().equals(table.id()) && range.contains(order, entry.key()));
        keys.addAll(later.images(table.id()).keySet());
        return keys;
    }
}
