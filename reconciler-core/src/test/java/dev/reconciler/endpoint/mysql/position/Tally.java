package dev.reconciler.endpoint.mysql.position;

import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Counts the snapshots in which a bound, or a shortcut that looks like one, is wrong. */
final class Tally {
    /** Whether the transaction is in the bound that was read with the snapshot. */
    interface Content extends BiPredicate<Seen, Logged> {}

    private final List<Seen> snapshots;
    private final Collection<Logged> log;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    Tally(List<Seen> snapshots, Collection<Logged> log) {
        this.snapshots = snapshots;
        this.log = log;
    }

    /** In how many snapshots the content holds a transaction that S lacks: there, it is no lower bound. */
    int lacking(String name, Content content) {
        return count(name, seen -> log.stream().anyMatch(t -> !seen.rows().get(t.id()) && content.test(seen, t)));
    }

    /** In how many snapshots S shows a transaction that the content does not hold: there, it is no upper bound. */
    int beyond(String name, Content content) {
        return count(name, seen -> log.stream().anyMatch(t -> seen.rows().get(t.id()) && !content.test(seen, t)));
    }

    /** In how many snapshots S shows just the transactions of the content. */
    int exact(String name, Content content) {
        return count(name, seen -> log.stream().allMatch(t -> seen.rows().get(t.id()) == content.test(seen, t)));
    }

    /** In how many snapshots S shows a row whose transaction the log does not hold as committed. */
    int unlogged(String name) {
        BitSet committed = new BitSet();
        log.stream().filter(t -> t.commit() != null).forEach(t -> committed.set(t.id()));
        return count(name, seen -> {
            BitSet unknown = (BitSet) seen.rows().clone();
            unknown.andNot(committed);
            return !unknown.isEmpty();
        });
    }

    private int count(String name, java.util.function.Predicate<Seen> wrong) {
        int count = (int) snapshots.stream().filter(wrong).count();
        counts.put(name, count);
        return count;
    }

    @Override
    public String toString() {
        return "snapshots=" + snapshots.size() + " transactions=" + log.size() + " " + counts;
    }
}
