package dev.reconciler.endpoint.mysql.position;

import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Counts the snapshots in which a bound, or a shortcut that looks like one, is wrong. */
final class Tally {
    /** The transactions in a bound that was read with the snapshot. */
    interface Content extends Function<Seen, Predicate<Logged>> {}

    private final String name;
    private final List<Seen> snapshots;
    private final Collection<Logged> log;
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    Tally(String name, List<Seen> snapshots, Collection<Logged> log) {
        this.name = name;
        this.snapshots = snapshots;
        this.log = log;
    }

    /** Counts the snapshots in which the content holds a transaction that S lacks: there, it is no lower bound. */
    int lacking(String what, Content content) {
        return count(what, content, (seen, in) -> log.stream()
                .anyMatch(t -> !seen.rows().get(t.id()) && in.test(t)));
    }

    /** Counts the snapshots in which S shows a transaction that the content does not hold: there, it is no upper bound. */
    int beyond(String what, Content content) {
        return count(what, content, (seen, in) -> log.stream()
                .anyMatch(t -> seen.rows().get(t.id()) && !in.test(t)));
    }

    /** Counts the snapshots in which S shows just the transactions of the content. */
    int exact(String what, Content content) {
        return count(what, content, (seen, in) -> log.stream()
                .allMatch(t -> seen.rows().get(t.id()) == in.test(t)));
    }

    /** Counts the snapshots in which S shows a row whose transaction the log does not hold as committed. */
    int unlogged() {
        BitSet committed = new BitSet();
        log.stream().filter(Logged::isCommitted).forEach(t -> committed.set(t.id()));
        return count("shown, not logged", seen -> t -> true, (seen, in) -> {
            BitSet unknown = (BitSet) seen.rows().clone();
            unknown.andNot(committed);
            return !unknown.isEmpty();
        });
    }

    private interface Verdict {
        boolean isTrue(Seen seen, Predicate<Logged> content);
    }

    private int count(String what, Content content, Verdict verdict) {
        int count = 0;
        for (Seen seen : snapshots) {
            count += verdict.isTrue(seen, content.apply(seen)) ? 1 : 0;
        }
        counts.put(what, count);
        return count;
    }

    List<Seen> snapshots() {
        return snapshots;
    }

    @Override
    public String toString() {
        return name + ": snapshots=" + snapshots.size() + " transactions=" + log.size() + " " + counts;
    }
}
