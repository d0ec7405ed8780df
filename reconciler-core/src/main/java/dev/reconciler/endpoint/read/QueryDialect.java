package dev.reconciler.endpoint.read;

import dev.reconciler.row.LogicalType;
import java.time.Duration;

/** The parts of a query's SQL that servers spell differently. */
public interface QueryDialect {
    /** The name, quoted as an identifier. */
    String quote(String name);

    /** The text as a constant. */
    String literal(String text);

    /** A text by which rows are grouped exactly when its characters are the same, whatever its column's collation. */
    String exactText(String text);

    /** The time of the statement. */
    String now();

    /**
     * The time so much later. A time of day has no later one on its day from midnight on, so that no time of day is after it.
     *
     * @param type of the time
     */
    String later(LogicalType type, String time, Duration by);
}
