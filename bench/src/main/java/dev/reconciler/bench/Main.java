package dev.reconciler.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmark that the first argument names, with the remaining arguments. */
public final class Main {

    /** A benchmark: prints its figures to standard output. */
    @FunctionalInterface
    interface Benchmark {
        void run(String[] args) throws Exception;
    }

    private static final Map<String, Benchmark> BENCHMARKS = new TreeMap<>(Map.of("jmh", org.openjdk.jmh.Main::main));

    private Main() {}

    /** Exits with 2 when there is no such benchmark. */
    public static void main(String[] args) throws Exception {
        Benchmark benchmark = args.length == 0 ? null : BENCHMARKS.get(args[0]);
        if (benchmark == null) {
            System.err.println("usage: bench/run NAME [args], where NAME is one of " + BENCHMARKS.keySet());
            System.exit(2);
            return;
        }
        benchmark.run(Arrays.copyOfRange(args, 1, args.length));
    }
}
