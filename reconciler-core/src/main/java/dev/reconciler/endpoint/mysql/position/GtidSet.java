package dev.reconciler.endpoint.mysql.position;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A set of MySQL GTIDs, as in {@code gtid_executed}. Equal sets are equal objects with the same text, however they were written.
 * Immutable.
 */
public final class GtidSet implements Gtids {
    /** The set without a transaction. */
    public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

    /** Per server, in the order of the UUIDs' text: sorted intervals that neither overlap nor touch; no list is empty. */
    private final TreeMap<String, List<Interval>> intervals;

    /** Both ends belong to it. */
    private record Interval(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    private GtidSet(TreeMap<String, List<Interval>> intervals) {
        this.intervals = intervals;
    }

    /**
     * Reads {@code uuid:1-5:7,uuid:3}; line breaks, blanks, repeated servers and overlapping intervals are allowed, as the server
     * allows them. An empty text is the empty set, and so is an interval whose end precedes its start.
     *
     * @throws IllegalArgumentException if the text is no GTID set, or has tags
     */
    public static GtidSet parse(String text) {
        TreeMap<String, List<Interval>> read = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                String[] fields = part.strip().split(":", -1);
                if (fields.length < 2) {
                    throw new IllegalArgumentException("GTID set without intervals for '" + fields[0] + "'");
                }
                List<Interval> ofServer = read.computeIfAbsent(
                        Gtid.server(fields[0].strip(), part).toString(), server -> new ArrayList<>());
                for (int i = 1; i < fields.length; i++) {
                    ofServer.add(interval(fields[i].strip(), part));
                }
            }
        }
        return normalized(read);
    }

    private static Interval interval(String text, String part) {
        if (!text.isEmpty() && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '_')) {
            throw Gtid.tagged(part.strip());
        }
        int dash = text.indexOf('-');
        long first = Decimal.parse((dash < 0 ? text : text.substring(0, dash)).strip(), part);
        long last = dash < 0 ? first : Decimal.parse(text.substring(dash + 1).strip(), part);
        if (first < 1) {
            throw new IllegalArgumentException("GTID number below 1 in '" + part.strip() + "'");
        }
        return new Interval(first, last);
    }

    private static GtidSet normalized(Map<String, List<Interval>> read) {
        TreeMap<String, List<Interval>> merged = new TreeMap<>();
        read.forEach((server, list) -> {
            List<Interval> ofServer = merge(list);
            if (!ofServer.isEmpty()) {
                merged.put(server, ofServer);
            }
        });
        return new GtidSet(merged);
    }

    private static List<Interval> merge(List<Interval> list) {
        List<Interval> merged = new ArrayList<>();
        for (Interval next : list.stream()
                .filter(interval -> interval.first() <= interval.last())
                .sorted(Comparator.comparingLong(Interval::first))
                .toList()) {
            int end = merged.size() - 1;
            // Not "last + 1", which overflows at the largest number.
            if (end >= 0 && next.first() - 1 <= merged.get(end).last()) {
                Interval before = merged.get(end);
                merged.set(end, new Interval(before.first(), Math.max(before.last(), next.last())));
            } else {
                merged.add(next);
            }
        }
        return List.copyOf(merged);
    }

    @Override
    public boolean isEmpty() {
        return intervals.isEmpty();
    }

    /** The set with this transaction too. */
    public GtidSet with(Gtid gtid) {
        return union(new GtidSet(
                new TreeMap<>(Map.of(gtid.server().toString(), List.of(new Interval(gtid.number(), gtid.number()))))));
    }

    public boolean contains(Gtid gtid) {
        return containsAll(gtid.server().toString(), new Interval(gtid.number(), gtid.number()));
    }

    @Override
    public boolean contains(Gtids other) {
        return ((GtidSet) other).intervals.entrySet().stream().allMatch(entry -> entry.getValue().stream()
                .allMatch(interval -> containsAll(entry.getKey(), interval)));
    }

    private boolean containsAll(String server, Interval wanted) {
        // The intervals don't touch, so that one of them holds the wanted one whole, or none does.
        return intervals.getOrDefault(server, List.of()).stream()
                .anyMatch(own -> own.first() <= wanted.first() && wanted.last() <= own.last());
    }

    /** The transactions of either set. */
    public GtidSet union(GtidSet other) {
        TreeMap<String, List<Interval>> both = new TreeMap<>();
        intervals.forEach((server, list) -> both.put(server, new ArrayList<>(list)));
        other.intervals.forEach((server, list) ->
                both.computeIfAbsent(server, unknown -> new ArrayList<>()).addAll(list));
        return normalized(both);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidSet that && intervals.equals(that.intervals);
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    /** The canonical text, which {@link #parse} reads: servers by their UUID's text, intervals ascending, no blanks. */
    @Override
    public String toString() {
        return intervals.entrySet().stream()
                .map(entry -> entry.getKey()
                        + entry.getValue().stream()
                                .map(interval -> ":" + interval)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(","));
    }
}
