package dev.reconciler.endpoint.read;

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

    /** The time so much later. */
    String later(String time, Duration by);
}
