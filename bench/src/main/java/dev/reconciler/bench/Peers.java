package dev.reconciler.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * Measures the shipped command {@code verify} and Debian's {@code pg_comparator} in turns: one table on two servers without other
 * load, with 20 rows that differ.
 */
final class Peers {
    private static final int DIFFERENCES = 20;
    private static final Pattern REPORTED = Pattern.compile("(?m)^(INSERT|UPDATE|DELETE) ");
    private static final String COLUMNS = "id:ref,customer,amount,placed_at,details,quantity,active,token,note";

    private final Options options;
    private final DebianServer source;
    private final DebianServer target;
    private final Path directory;
    private final ShippedCommand command;

    private Peers(Options options, DebianServer source, DebianServer target, Path directory) {
        this.options = options;
        this.source = source;
        this.target = target;
        this.directory = directory;
        this.command = new ShippedCommand(directory);
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(Map.of("rows", 1_000_000L, "rounds", 5L), args);
        List<Path> missing = DebianServer.missing();
        if (!missing.isEmpty()) {
            System.out.println("peers: skipped, as Debian's packages postgresql-15 and postgresql-comparator are not"
                    + " installed; missing: " + missing);
            return;
        }
        ProgressLog.say("starting two PostgreSQL 15 servers");
        try (DebianServer source = DebianServer.start();
                DebianServer target = DebianServer.start()) {
            Path directory = Files.createTempDirectory("reconciler-peers-");
            System.out.println(
                    new Peers(options, source, target, directory).run().json());
        }
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        long rows = options.get("rows");
        ProgressLog.say("inserting %,d rows on both sides, of which %d differ", rows, DIFFERENCES);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> fill(source, rows));
        fill(target, rows);
        other.join();
        differ(rows);
        command.configure(configuration());
        verify(); // creates slot and control tables
        compare();
        Samples product = new Samples();
        Samples whole = new Samples();
        Samples peer = new Samples();
        for (int round = 0; round < options.count("rounds"); round++) {
            peer.add("pg_comparator", this::compare);
            whole.add("command verify", this::verify);
            product.add("its run", runSeconds());
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("rows", rows);
        detail.put("differencesFoundByBoth", DIFFERENCES);
        detail.put("run", product.describe());
        detail.put("pgComparator", peer.describe());
        detail.put("command", whole.describe());
        detail.put("ratioOfBest", Figure.rounded(product.best() / peer.best()));
        detail.put("commandBeyondRunSeconds", Figure.rounded(whole.median() - product.median()));
        detail.put("goalOfCommandBeyondRun", "<= 1");
        detail.put("machine", machine.describe());
        return new Figure("peers", Figure.rounded(product.median() / peer.median()), "<= 1.0", "ratio", detail);
    }

    private static void fill(DebianServer server, long rows) {
        try {
            server.execute(WideTable.DDL);
            server.execute(new WideTable(0).filling(rows));
            server.execute("CREATE EXTENSION pgcmp");
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    /** Creates ten changed values, five missing rows and five extra rows, spread over the table. */
    private void differ(long rows) throws SQLException {
        long step = rows / DIFFERENCES;
        target.execute(
                "UPDATE wide SET amount = amount + 1 WHERE id % " + step + " = 7 AND id < " + 10 * step,
                "DELETE FROM wide WHERE id % " + step + " = 7 AND id > " + 10 * step + " AND id < " + 15 * step);
        source.execute("DELETE FROM wide WHERE id % " + step + " = 7 AND id > " + 15 * step);
    }

    private String configuration() {
        return """
            pipeline: peers
            source: {host: 127.0.0.1, port: %d, user: %s, database: postgres}
            target: {host: 127.0.0.1, port: %d, user: %s, database: postgres}
            tables: [{source: wide, tenant: none}]
            initial: live
            rules: none
            apply: {spillDirectory: %s}
            """.formatted(
                source.port(), DebianServer.user(), target.port(), DebianServer.user(), directory.resolve("spill"));
    }

    private void compare() throws IOException, InterruptedException {
        String report = ShippedCommand.execute(
                directory, List.of("/usr/bin/pg_comparator", "--max-report=1000", url(source), url(target)));
        long found = REPORTED.matcher(report).results().count();
        if (found != DIFFERENCES) {
            throw new IllegalStateException("pg_comparator found " + found + " differences: " + report);
        }
    }

    private static String url(DebianServer server) {
        return "pgsql://" + DebianServer.user() + "@127.0.0.1:" + server.port() + "/postgres/wide?" + COLUMNS;
    }

    /** Runs the command as a user does, by the launcher in the checkout. */
    private void verify() throws IOException, InterruptedException {
        String report = command.verify();
        if (!Pattern.compile("public\\.wide\\s.*DIVERGED.*\\s" + DIFFERENCES + "\\s")
                .matcher(report)
                .find()) {
            throw new IllegalStateException("the product did not find " + DIFFERENCES + " differences: " + report);
        }
    }

    /** Returns the time of the last run from the product's own record. */
    private double runSeconds() throws SQLException {
        return target.number(
                "SELECT extract(epoch FROM finished - started) FROM reconciler.run ORDER BY started DESC LIMIT 1");
    }
}
