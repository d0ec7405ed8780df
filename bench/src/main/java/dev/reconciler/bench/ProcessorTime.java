package dev.reconciler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of both servers, their ended sessions included, and of this process, in seconds. Unlike wall time, it measures
 * the work on a machine that other processes use as well. Zero without {@code /proc}.
 */
record ProcessorTime(double source, double target, double java) {
    static final ProcessorTime NONE = new ProcessorTime(0, 0, 0);
    private static final double TICKS_PER_SECOND =
            100; // the value that Linux reports to programs on every present platform

    static ProcessorTime now(Servers servers) {
        return new ProcessorTime(
                ofServer(servers.source.dataDirectory()),
                ofServer(servers.target.dataDirectory()),
                ticks(ProcessHandle.current().pid(), 2) / TICKS_PER_SECOND);
    }

    ProcessorTime plus(ProcessorTime other) {
        return new ProcessorTime(source + other.source, target + other.target, java + other.java);
    }

    ProcessorTime minus(ProcessorTime other) {
        return new ProcessorTime(source - other.source, target - other.target, java - other.java);
    }

    double total() {
        return source + target + java;
    }

    /** @param times number of measurements by which the time is divided */
    Map<String, Object> describe(int times) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("source", Figure.rounded(source / times));
        text.put("target", Figure.rounded(target / times));
        text.put("java", Figure.rounded(java / times));
        return text;
    }

    private static double ofServer(Path dataDirectory) {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(dataDirectory.resolve("postmaster.pid"))
                    .get(0)
                    .strip());
            ProcessHandle process = ProcessHandle.of(postmaster).orElseThrow();
            try (Stream<ProcessHandle> sessions = process.children()) {
                return (ticks(postmaster, 4)
                                + sessions.mapToLong(s -> ticks(s.pid(), 2)).sum())
                        / TICKS_PER_SECOND;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading the server's process id", e);
        }
    }

    /** @param fields 2 for the process itself (user, system), 4 with its ended children */
    private static long ticks(long process, int fields) {
        Path stat = Path.of("/proc", Long.toString(process), "stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        try {
            String text = Files.readString(stat);
            // The second field, the name, may hold any character; utime is the 12th after it.
            String[] after = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            long sum = 0;
            for (int i = 0; i < fields; i++) {
                sum += Long.parseLong(after[11 + i]);
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + stat, e);
        }
    }
}
