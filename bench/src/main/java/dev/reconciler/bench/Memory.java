package dev.reconciler.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The peak memory of this process since {@link #watch}. */
final class Memory {
    private static final long MEGABYTE = 1L << 20;

    private final AtomicLong afterCollection = new AtomicLong();
    private final Set<String> heapPools =
            pools().stream().map(MemoryPoolMXBean::getName).collect(Collectors.toSet());

    private Memory() {}

    static Memory watch() {
        Memory memory = new Memory();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> {
                                if (notification.getUserData() instanceof CompositeData data) {
                                    memory.collected(GarbageCollectionNotificationInfo.from(data));
                                }
                            },
                            null,
                            null);
        }
        return memory;
    }

    private void collected(GarbageCollectionNotificationInfo collection) {
        long used = collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heapPools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        afterCollection.accumulateAndGet(used, Math::max);
    }

    /** In megabytes; {@code residentPeak} is the whole process, as Linux counts it, -1 elsewhere. */
    Map<String, Object> describe() {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("heapLimit", Runtime.getRuntime().maxMemory() / MEGABYTE);
        text.put("heapPeakAfterCollection", afterCollection.get() / MEGABYTE);
        text.put(
                "heapPeakUsed",
                pools().stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum() / MEGABYTE);
        text.put("residentPeak", residentPeak());
        return text;
    }

    private static long residentPeak() {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("reading " + status, e);
        }
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
