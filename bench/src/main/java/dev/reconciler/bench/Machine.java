package dev.reconciler.bench;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine on which the figures were measured, and its load by other processes. */
final class Machine {
    private final double loadBefore = load();

    Map<String, Object> describe() {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("processors", Runtime.getRuntime().availableProcessors());
        text.put("java", System.getProperty("java.vm.version"));
        text.put("loadBefore", Figure.rounded(loadBefore));
        text.put("loadAfter", Figure.rounded(load()));
        return text;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
