package dev.reconciler.bench.campaign;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A fault of the daemon, a server, the network or the stream. */
sealed interface Fault permits DaemonFault, ServerFault, NetworkFault, PressureFault, StreamFault {
    /** In the figures. */
    String name();

    /** Returns whether the short form includes it: the fault and the recovery take seconds. */
    default boolean isCheap() {
        return true;
    }

    /** Returns the reason why it is not possible on this machine; empty if it is. */
    default String unavailable(Campaign campaign) {
        return "";
    }

    /** Causes the fault, and restores everything except the daemon. */
    void strike(Campaign campaign, RandomGenerator random) throws Exception;

    static List<Fault> all() {
        return Stream.<Fault[]>of(
                        DaemonFault.values(),
                        ServerFault.values(),
                        NetworkFault.values(),
                        PressureFault.values(),
                        StreamFault.values())
                .flatMap(Stream::of)
                .toList();
    }
}
