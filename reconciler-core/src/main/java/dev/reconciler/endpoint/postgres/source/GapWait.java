package dev.reconciler.endpoint.postgres.source;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that something about the slot waits for: its creation, and after it the first window, which may not open before every
 * transaction that began before the slot was ready has ended.
 *
 * @param holders empty once the wait is over
 */
public record GapWait(List<Holder> holders) {
    public GapWait {
        holders = List.copyOf(holders);
    }

    /**
     * @param pid null for a prepared transaction, or where the role may not see other sessions
     * @param what the session's state and query, or the prepared transaction's name
     */
    public record Holder(
            long transaction,
            @Nullable Integer pid,
            @Nullable Duration age,
            String what) {
        @Override
        public String toString() {
            return (pid == null ? "transaction " + transaction : "pid " + pid)
                    + (age == null ? "" : " for " + age.toSeconds() + " s")
                    + ": " + what;
        }
    }

    public boolean isOver() {
        return holders.isEmpty();
    }

    @Override
    public String toString() {
        return isOver()
                ? "waiting for no transaction"
                : "waiting for open transactions: "
                        + holders.stream().map(Holder::toString).collect(Collectors.joining("; "));
    }
}
