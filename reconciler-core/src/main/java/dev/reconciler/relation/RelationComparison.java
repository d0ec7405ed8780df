package dev.reconciler.relation;

import dev.reconciler.relation.RelationChange.Kind;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares two readings of one table. A difference means that rows may have changed without an event, not that they did: VACUUM
 * FULL and CLUSTER replace a table's storage as TRUNCATE and a rewriting ALTER TABLE do, and cost no more than another
 * verification. Changes that can't have changed a row are left out: another name, a label that was added to an enum, a partition
 * that is still empty.
 */
final class RelationComparison {
    private final Side side;
    private final LongPredicate isEmpty;
    private final List<String> gaps = new ArrayList<>();
    private final List<String> rewrites = new ArrayList<>();

    private RelationComparison(Side side, LongPredicate isEmpty) {
        this.side = side;
        this.isEmpty = isEmpty;
    }

    /**
     * A change with its kind and description.
     *
     * @param what the description for people
     */
    record Difference(Kind kind, String what) {}

    /** @param isEmpty tests that a relation of the side has no storage; called only for partitions that were added */
    static Optional<Difference> between(Side side, RelationFacts before, RelationFacts now, LongPredicate isEmpty) {
        RelationComparison comparison = new RelationComparison(side, isEmpty);
        comparison.carriers(before.carrier(), now.carrier());
        comparison.relations(before, now);
        return comparison.difference();
    }

    private Optional<Difference> difference() {
        List<String> all = new ArrayList<>(gaps);
        all.addAll(rewrites);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        boolean gap = side == Side.SOURCE && !gaps.isEmpty();
        return Optional.of(new Difference(gap ? Kind.GAP : Kind.REWRITE, side.noun() + ": " + String.join("; ", all)));
    }

    private void carriers(String before, String now) {
        if (before.equals(now)) {
            return;
        }
        if (now.isEmpty()) {
            gaps.add("the publication no longer carries the table");
        } else if (before.isEmpty()) {
            gaps.add("the publication carries the table again; it did not for a while");
        } else {
            gaps.add("the table was taken out of the publication and added again, or the publication was altered");
        }
    }

    private void relations(RelationFacts before, RelationFacts now) {
        @Nullable Relation old = before.root().orElse(null);
        @Nullable Relation root = now.root().orElse(null);
        if (old == null && root == null) {
            return;
        }
        if (root == null) {
            gaps.add("the table was dropped or renamed");
            return;
        }
        if (old == null || old.oid() != root.oid()) {
            gaps.add("the table is a different relation (oid " + root.oid()
                    + (old == null ? "" : ", formerly " + old.oid())
                    + "): it was swapped by a rename, or recreated");
            return;
        }
        definitions(before.definitions(), now.definitions());
        partitions(before.relations(), now.relations());
    }

    private void definitions(Map<String, String> before, Map<String, String> now) {
        new TreeMap<>(before).forEach((name, was) -> {
            @Nullable String is = now.get(name);
            if (is == null) {
                rewrites.add(name + " (" + was + ") is gone");
            } else if (!is.equals(was)) {
                rewrites.add(name + " was redefined: from " + was + " to " + is);
            }
        });
    }

    private void partitions(Map<Long, Relation> before, Map<Long, Relation> now) {
        boolean redefined = !rewrites.isEmpty();
        new TreeMap<>(before).forEach((oid, was) -> {
            @Nullable Relation is = now.get(oid);
            if (is == null) {
                gaps.add("partition " + was.name() + " was detached or dropped");
            } else {
                same(was, is, redefined);
            }
        });
        new TreeMap<>(now).forEach((oid, is) -> {
            if (!before.containsKey(oid) && !isEmpty.test(oid)) {
                gaps.add("partition " + is.name() + " was attached");
            }
        });
    }

    private void same(Relation was, Relation is, boolean redefined) {
        String name = is.isPart() ? "partition " + is.name() : "the table";
        if (!was.parent().equals(is.parent())) {
            gaps.add(name + " was detached, or attached elsewhere");
        }
        if (!was.persistence().equals(is.persistence())) {
            gaps.add(name + " changed its persistence from " + was.persistence() + " to " + is.persistence());
        }
        if (!was.file().equals(is.file())) {
            String rewritten = redefined ? name + " was rewritten" : name + " has new storage (TRUNCATE or a rewrite)";
            (is.isPart() && !redefined ? gaps : rewrites).add(rewritten);
        }
    }
}
