package dev.reconciler.relation;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Detects changes of the mapped tables that produce no event. No such change can be lost and its missed rows count as verified,
 * because:
 *
 * <ol>
 *   <li>The known facts are in the target, not in the process. Each look compares the catalogs with them, so a change is noticed
 *       whenever it was made, also while no daemon ran. A table's first facts are noted before anything of it is filled or
 *       verified.
 *   <li>Facts that are equal at two looks did not change in between: a publication's entry, a relation and a file that
 *       are removed and made again have other oids. So a table that was taken out and put back between two looks differs.
 *   <li>New facts and the record of the change are committed together, after the facts were read. A crash before that leaves the
 *       old facts, and the next look finds the same change. If two processes look at once, only the one that
 *       compared with the recorded facts writes; the other compares again.
 *   <li>The change carries the source's position P, read after the facts and after a mark of our own. A window whose fence is at
 *       or past P and that is intact came after the change: had its target snapshot been taken before, its fence would be before
 *       the mark; had the change come while it was open, its shapes, which include the publication's entry, would differ. So a
 *       verdict at a fence F stands if and only if F covers P. This is computed on each query, from the recorded fence and
 *       change: the order in which a run and a look write does not matter.
 *   <li>While the publication does not carry the table, no fence suffices: the table is in doubt, and is noted as changed again
 *       when it is carried again.
 *   <li>A reader that trusts earlier verdicts looks after its last snapshot: a change that such a snapshot contains is recorded
 *       by then.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class RelationWatch implements StreamTrust {
    private static final int ATTEMPTS = 5;

    private final Collection<MappedTable> tables;
    private final RelationCatalog source;
    private final RelationCatalog target;
    private final RelationJournal journal;
    private final SourceDatabase log;
    private final PositionFormat positions;

    /**
     * @param log of the source, for positions
     * @param positions of the source
     */
    public RelationWatch(
            Collection<MappedTable> tables,
            RelationCatalog source,
            RelationCatalog target,
            RelationJournal journal,
            SourceDatabase log,
            PositionFormat positions) {
        this.tables = tables;
        this.source = source;
        this.target = target;
        this.journal = journal;
        this.log = log;
        this.positions = positions;
    }

    @Override
    public synchronized void look() {
        look(Side.SOURCE, source);
        look(Side.TARGET, target);
    }

    private void look(Side side, RelationCatalog catalog) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // The known facts are read first: older facts never overwrite them.
            Map<String, RelationFacts> known = journal.known(side);
            Map<String, RelationFacts> now = catalog.read(tables);
            boolean complete = true;
            for (MappedTable table : tables) {
                complete &= note(side, catalog, table.id(), known.get(table.id()), now.get(table.id()));
            }
            if (complete) {
                return;
            }
        }
        throw new IllegalStateException(
                "other processes kept recording different facts of the " + side.noun() + "'s tables");
    }

    private boolean note(
            Side side,
            RelationCatalog catalog,
            String table,
            @Nullable RelationFacts before,
            @Nullable RelationFacts now) {
        if (now == null || now.equals(before)) {
            return true;
        }
        RelationChange change = before == null
                ? null
                : RelationComparison.between(side, before, now, catalog::isEmpty)
                        .map(found -> new RelationChange(table, side, found.kind(), found.what(), position()))
                        .orElse(null);
        return journal.note(side, table, before, now, change);
    }

    /** A position past the fence of any target snapshot taken so far. */
    private String position() {
        log.mark("relation change");
        return log.writePosition().text();
    }

    @Override
    public Optional<Doubt> of(MappedTable table) {
        List<RelationChange> changes = unsettled(table);
        boolean carried = journal.known(Side.SOURCE, table.id())
                .map(RelationFacts::isCarried)
                .orElse(true);
        return carried && changes.isEmpty() ? Optional.empty() : Optional.of(new Noted(changes, carried, positions));
    }

    /** All doubts by table id, as {@link #of} for each table; in two queries, however many tables there are. */
    public Map<String, Doubt> doubts() {
        Map<String, RelationFacts> known = journal.known(Side.SOURCE);
        Map<String, List<RelationChange>> changes =
                journal.unsettled().stream().collect(Collectors.groupingBy(RelationChange::table));
        Map<String, Doubt> doubts = new HashMap<>();
        for (MappedTable table : tables) {
            List<RelationChange> mine = changes.getOrDefault(table.id(), List.of());
            @Nullable RelationFacts facts = known.get(table.id());
            boolean carried = facts == null || facts.isCarried();
            if (!carried || !mine.isEmpty()) {
                doubts.put(table.id(), new Noted(mine, carried, positions));
            }
        }
        return doubts;
    }

    private List<RelationChange> unsettled(MappedTable table) {
        return journal.unsettled().stream()
                .filter(change -> change.table().equals(table.id()))
                .toList();
    }

    @Override
    public void verified(MappedTable table, List<String> fences) {
        of(table)
                .filter(doubt -> !fences.isEmpty() && fences.stream().allMatch(doubt::isCoveredBy))
                .ifPresent(doubt -> journal.settle(doubt.changes()));
    }

    private record Noted(List<RelationChange> changes, boolean isCarried, PositionFormat positions) implements Doubt {
        @Override
        public String reason() {
            List<String> reasons = new ArrayList<>();
            if (!isCarried) {
                reasons.add("the source's publication does not carry the table: its changes do not arrive");
            }
            if (!changes.isEmpty()) {
                reasons.add("not verified since " + changes.get(0).position() + ": "
                        + changes.stream().map(RelationChange::what).distinct().collect(Collectors.joining("; ")));
            }
            return String.join("; ", reasons);
        }

        @Override
        public boolean isGap() {
            return !isCarried || changes.stream().anyMatch(change -> change.kind() == RelationChange.Kind.GAP);
        }

        @Override
        public boolean isCoveredBy(String fence) {
            Position at = positions.parse(fence);
            return isCarried && changes.stream().allMatch(change -> at.covers(positions.parse(change.position())));
        }
    }
}
