package dev.reconciler.endpoint.engine;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a query that counts rows.
 *
 * @param rows null if the server did not count them
 * @param problem the server's message if it did not; else empty
 */
public record CountedRows(@Nullable Long rows, String problem) {
    public static CountedRows of(long rows) {
        return new CountedRows(rows, "");
    }

    public static CountedRows not(Exception because) {
        return new CountedRows(null, String.valueOf(because.getMessage()));
    }
}
