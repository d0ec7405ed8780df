package dev.reconciler.endpoint.postgres.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds tables that the stream's connector can't take: it finds a column by its name without regard to case, and takes quotes off that
 * enclose a name. A table with two columns of one such name ends the stream of all tables.
 */
public final class StreamableColumns {
    private StreamableColumns() {}

    /** Returns the reason why a table with these columns can't be streamed; empty if it can. */
    public static Optional<String> obstacle(Collection<String> columns) {
        Map<String, String> seen = new HashMap<>();
        for (String column : columns) {
            if (isEnclosed(column)) {
                return Optional.of("the name of column " + column + " begins and ends with a quote");
            }
            String other = seen.put(column.toLowerCase(Locale.ROOT), column);
            if (other != null) {
                return Optional.of("the names of columns " + other + " and " + column + " differ only in case");
            }
        }
        return Optional.empty();
    }

    private static boolean isEnclosed(String name) {
        return name.length() >= 2
                && name.charAt(0) == name.charAt(name.length() - 1)
                && "\"'`".indexOf(name.charAt(0)) >= 0;
    }
}
