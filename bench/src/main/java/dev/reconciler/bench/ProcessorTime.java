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

    static ProcessorTime now(PipelineDatabases databases) {
        return new ProcessorTime(
                ofServer(databases.source().process()),
                ofServer(databases.target().process()),
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

    /** Of PostgreSQL, the sessions are processes; a server of the MySQL family is one process. */
    private static double ofServer(long process) {
        try (Stream<ProcessHandle> sessions =
                ProcessHandle.of(process).map(ProcessHandle::children).orElseGet(Stream::empty)) {
            return (ticks(process, 4)
                            + sessions.mapToLong(s -> ticks(s.pid(), 2)).sum())
                    / TICKS_PER_SECOND;
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
