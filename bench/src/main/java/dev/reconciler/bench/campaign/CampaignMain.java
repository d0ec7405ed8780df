package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.shop.ServerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code bench/campaign}: runs one campaign and prints its figures as the last line of standard output. */
public final class CampaignMain {
    private static final int QUIET_ROWS_SHORT = 300;
    private static final int QUIET_ROWS = 3000;

    private CampaignMain() {}

    /**
     * Exits with 0 only if every figure that should be zero is zero and every required drift was found; with 2 if the command
     * line is wrong.
     */
    public static void main(String[] args) throws Exception {
        try {
            System.exit(campaign(args).isGood() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /** Runs it and prints its figures; if it failed, standard error names the directory of logs and lists. */
    static CampaignReport campaign(String... args) throws Exception {
        CampaignOptions options = CampaignOptions.parse(args);
        requireServers(options);
        Path directory = directory(options);
        CampaignReport report;
        try (Timeline timeline = new Timeline(directory)) {
            timeline.say("seed %d, logs in %s", options.seed(), directory);
            try (World world =
                    World.start(options, directory, timeline, options.shortForm() ? QUIET_ROWS_SHORT : QUIET_ROWS)) {
                Thread hook = new Thread(world::close, "end-campaign");
                Runtime.getRuntime().addShutdownHook(hook);
                report = new Campaign(options, world).run();
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
        Files.writeString(directory.resolve("report.json"), report.json());
        if (report.isGood() && options.keep() == null) {
            delete(directory);
        } else {
            System.err.println("logs, configuration and lists: " + directory);
        }
        System.out.println(report.json());
        return report;
    }

    /** Servers that the environment names are no use: the campaign stops and crashes its servers. */
    private static void requireServers(CampaignOptions options) {
        for (ServerKind kind : List.of(options.source(), options.target())) {
            kind.notStartable().ifPresent(reason -> {
                throw new IllegalArgumentException(reason);
            });
        }
    }

    private static Path directory(CampaignOptions options) throws IOException {
        Path keep = options.keep();
        return keep == null ? Files.createTempDirectory("reconciler-campaign-") : Files.createDirectories(keep);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
