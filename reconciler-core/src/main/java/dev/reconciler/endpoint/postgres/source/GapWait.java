package dev.reconciler.endpoint.postgres.source;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that began before the slot was ready and have not finished: until they have, no window may open.
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
                ? "no transaction older than the slot is running"
                : "waiting for transactions older than the slot: "
                        + holders.stream().map(Holder::toString).collect(Collectors.joining("; "));
    }
}
