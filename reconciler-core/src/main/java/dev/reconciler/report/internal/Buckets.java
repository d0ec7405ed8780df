package dev.reconciler.report.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Numbers the parts of a range of time, in an expression that every engine has. */
record Buckets(String expression, Map<String, Object> bindings) {
    /** Numbers a time from 0, by the number of bounds that it has reached; the bounds ascend. */
    static Buckets ascending(String column, List<Instant> bounds) {
        return of(column + " < ", bounds);
    }

    /** Numbers a time from 0, by the number of bounds that are later; the bounds descend. */
    static Buckets descending(String column, List<Instant> bounds) {
        return of(column + " > ", bounds);
    }

    private static Buckets of(String comparison, List<Instant> bounds) {
        Map<String, Object> bindings = new HashMap<>();
        String cases = IntStream.range(0, bounds.size())
                .mapToObj(i -> {
                    bindings.put("bound" + i, bounds.get(i));
                    return "WHEN " + comparison + ":bound" + i + " THEN " + i;
                })
                .collect(Collectors.joining(" "));
        return new Buckets("CASE " + cases + " ELSE " + bounds.size() + " END", bindings);
    }
}
