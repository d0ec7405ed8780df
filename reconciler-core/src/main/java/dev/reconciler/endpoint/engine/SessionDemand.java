package dev.reconciler.endpoint.engine;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The number of sessions that a pipeline opens on one server.
 *
 * @param key of the connection in the file
 * @param pool sessions that are taken from the pool at most: {@code maxConnections}
 * @param leastPool sessions in use at the same time while a window is open and all other parts run: with a smaller pool, windows
 *     and the applier would wait for each other
 * @param others sessions that don't come from the pool
 */
public record SessionDemand(String key, int pool, int leastPool, List<Others> others) {
    public SessionDemand {
        others = List.copyOf(others);
    }

    /** @param owner the part of the pipeline that opens them, for people */
    public record Others(String owner, int least, int most) {}

    public int least() {
        return leastPool + others.stream().mapToInt(Others::least).sum();
    }

    public int most() {
        return pool + besideThePool();
    }

    /** The largest number of sessions that don't come from the pool. */
    public int besideThePool() {
        return others.stream().mapToInt(Others::most).sum();
    }

    /** The parts of {@link #most}, as text. */
    public String text() {
        return others.isEmpty()
                ? "the pool"
                : pool + " of the pool, "
                        + others.stream()
                                .map(some -> some.most() + " of " + some.owner())
                                .collect(Collectors.joining(", "));
    }
}
