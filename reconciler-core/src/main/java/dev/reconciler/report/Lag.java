package dev.reconciler.report;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The replication lag when the report is made.
 *
 * @param lag null if it is unknown
 * @param note the reason why it is unknown; empty if it is known
 */
public record Lag(@Nullable Duration lag, String note) {
    public static Lag unknown(String reason) {
        return new Lag(null, reason);
    }

    public static Lag of(Duration lag) {
        return new Lag(lag, "");
    }
}
