package dev.reconciler.bench;

import dev.reconciler.bench.demo.DemoClusters;
import dev.reconciler.bench.demo.DemoPair;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures a checksum run of the shipped command between servers of two kinds, beside the time in which a client only reads the
 * slower side's rows in a stream.
 */
final class PairBench {
    private static final int DIFFERENCES = 20;

    private final PairOptions options;
    private final PairTable source;
    private final PairTable target;
    /** The target as the daemon sees it, with its record of runs. */
    private final PairTable record;

    private final ShippedCommand command;
    private final String configuration;
    /** Null where the pair is not of MariaDB, or the program is not installed. */
    private final @Nullable PtTableSync peer;

    private PairBench(PairOptions options, DemoClusters servers, Path directory) {
        DemoPair pair = options.pair();
        this.options = options;
        this.source = new PairTable(pair.source(), servers.sourceApplication());
        this.target = new PairTable(pair.target(), servers.targetOwner());
        this.record = new PairTable(pair.target(), servers.targetDaemon());
        this.command = new ShippedCommand(directory);
        this.configuration = """
            pipeline: pair
            source: {url: "%s", user: %s, password: "%s", ssl: {mode: disable}} # as the reads that the run is compared with
            target: {url: "%s", user: %s, password: "%s", ssl: {mode: disable}}
            tables: [{source: wide, tenant: none}]
            initial: live
            rules: none
            apply: {spillDirectory: %s}
            """.formatted(
                        servers.sourceUrl(),
                        servers.sourceDaemon().user(),
                        servers.sourceDaemon().password(),
                        servers.targetUrl(),
                        servers.targetDaemon().user(),
                        servers.targetDaemon().password(),
                        directory.resolve("spill"));
        boolean hasPeer =
                pair.source() == ServerKind.mariadb && pair.target() == ServerKind.mariadb && PtTableSync.isInstalled();
        this.peer = hasPeer
                ? new PtTableSync(
                        directory,
                        servers.sourceUrl(),
                        servers.sourceApplication(),
                        servers.targetUrl(),
                        servers.targetOwner())
                : null;
    }

    static void main(String... args) throws Exception {
        PairOptions options = PairOptions.parse(args);
        DemoPair pair = options.pair();
        Optional<String> missing = pair.unavailable();
        if (missing.isPresent()) {
            System.out.println("pair: skipped: " + missing.get());
            return;
        }
        Path directory = Files.createTempDirectory("reconciler-pair-");
        try (DemoClusters servers =
                DemoClusters.start(pair, () -> UUID.randomUUID().toString(), line -> ProgressLog.say("%s", line))) {
            System.out.println(new PairBench(options, servers, directory).run().json());
        }
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        long rows = options.rows();
        ProgressLog.say("inserting %,d rows on both sides, of which %d differ", rows, DIFFERENCES);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            try {
                source.fill(rows);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        target.fill(rows);
        other.join();
        target.change("UPDATE wide SET amount = amount + 1 WHERE mod(id, " + rows / DIFFERENCES + ") = 0");
        command.configure(configuration);
        verify(); // creates the control tables
        Samples run = new Samples();
        Samples whole = new Samples();
        Samples ofSource = new Samples();
        Samples ofTarget = new Samples();
        Samples ofPeer = new Samples();
        for (int round = 0; round < options.rounds(); round++) {
            ofSource.add("reading the source", () -> requireAll(source.read(), rows));
            ofTarget.add("reading the target", () -> requireAll(target.read(), rows));
            whole.add("command verify", this::verify);
            run.add("its run", record.lastRunSeconds());
            if (peer != null) {
                ofPeer.add("pt-table-sync", () -> peer.requireDifferences(DIFFERENCES));
            }
        }
        double slower = Math.max(ofSource.median(), ofTarget.median());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("source", options.pair().source().name());
        detail.put("target", options.pair().target().name());
        detail.put("rows", rows);
        detail.put("differencesFound", DIFFERENCES);
        detail.put("run", run.describe());
        detail.put("sourceRead", ofSource.describe());
        detail.put("targetRead", ofTarget.describe());
        detail.put("command", whole.describe());
        detail.put("runToBothReadsInTurn", Figure.rounded(run.median() / (ofSource.median() + ofTarget.median())));
        detail.put(
                "ptTableSync",
                peer == null ? "not run: it is for MariaDB on both sides, and must be installed" : ofPeer.describe());
        if (peer != null) {
            detail.put("runToPtTableSync", Figure.rounded(run.median() / ofPeer.median()));
        }
        detail.put("machine", machine.describe());
        return new Figure("pair", Figure.rounded(run.median() / slower), "<= 1.5", "ratio", detail);
    }

    private static void requireAll(long read, long rows) {
        if (read != rows) {
            throw new IllegalStateException("a side has " + read + " rows, not " + rows);
        }
    }

    private void verify() throws Exception {
        String report = command.verify();
        if (!Pattern.compile("wide\\s.*DIVERGED.*\\s" + DIFFERENCES + "\\s")
                .matcher(report)
                .find()) {
            throw new IllegalStateException("the product did not find " + DIFFERENCES + " differences: " + report);
        }
    }
}
