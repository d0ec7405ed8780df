package dev.reconciler.bench.campaign;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Something that breaks. */
sealed interface Fault permits DaemonFault, ServerFault, NetworkFault, PressureFault, StreamFault {
    /** In the figures. */
    String name();

    /** Whether the short form has it: it and the recovery from it take seconds. */
    default boolean isCheap() {
        return true;
    }

    /** Why it can't be had on this machine; empty if it can. */
    default String unavailable(Campaign campaign) {
        return "";
    }

    /** Breaks it, and leaves everything but the daemon as it was before. */
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
