package dev.reconciler.bench;

import dev.reconciler.bench.campaign.CampaignMain;
import dev.reconciler.bench.demo.DemoMain;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmark that the first argument names, with the remaining arguments. */
public final class LabMain {

    /** A benchmark: prints its figure as the last line of standard output, its progress to standard error. */
    @FunctionalInterface
    interface Benchmark {
        void run(String[] args) throws Exception;
    }

    private record Entry(String says, Benchmark benchmark) {}

    private static final Map<String, Entry> BENCHMARKS = new TreeMap<>(Map.ofEntries(
            entry(
                    "checksum",
                    "a full checksum run with the native digest compared with one with the canonical digest",
                    ChecksumBench::main),
            entry("apply", "capture and apply compared with capture alone, over the same log", ApplyBench::main),
            entry(
                    "apply-pair",
                    "capture and apply between servers of two kinds compared with Debezium alone, over the same log",
                    ApplyPairBench::main),
            entry(
                    "campaign",
                    "random faults and drift, checked by an oracle; short form: bench/campaign",
                    CampaignMain::main),
            entry(
                    "demo",
                    "the demo as ./reconciler demo starts it: a shop, its load, drift and the daemon",
                    DemoMain::main),
            entry(
                    "findings",
                    "rows per second that are recorded, corrected and verified when thousands differ",
                    FindingsBench::main),
            entry(
                    "open-items",
                    "seconds of the slowest response with 1,000,000 open items, and until a run has healed them",
                    OpenItemsBench::main),
            entry(
                    "pair",
                    "a checksum run between servers of two kinds compared with reading the slower side",
                    PairBench::main),
            entry("peers", "the command verify compared with Debian's pg_comparator, on PostgreSQL 15", Peers::main),
            entry(
                    "stream",
                    "seconds until a bad write is found while the source changes, by stream verification alone",
                    StreamBench::main),
            entry(
                    "tables",
                    "seconds to check a pipeline of 2,000 tables, and until all of them are LIVE",
                    TablesBench::main),
            entry("jmh", "JMH's own command line", org.openjdk.jmh.Main::main),
            entry("list", "this list", LabMain::list)));

    private LabMain() {}

    /** Exits with 2 if the benchmark or an option is unknown. */
    public static void main(String[] args) throws Exception {
        Entry entry = args.length == 0 ? null : BENCHMARKS.get(args[0]);
        if (entry == null) {
            System.err.println("usage: bench/run NAME [options], where NAME is one of " + BENCHMARKS.keySet());
            System.exit(2);
            return;
        }
        try {
            entry.benchmark().run(Arrays.copyOfRange(args, 1, args.length));
        } catch (Options.UnknownOptionException e) {
            System.err.println(args[0] + ": " + e.getMessage());
            System.exit(2);
        }
    }

    private static Map.Entry<String, Entry> entry(String name, String says, Benchmark benchmark) {
        return Map.entry(name, new Entry(says, benchmark));
    }

    private static void list(String... args) {
        BENCHMARKS.forEach((name, entry) -> System.out.printf("%-10s %s%n", name, entry.says()));
    }
}
