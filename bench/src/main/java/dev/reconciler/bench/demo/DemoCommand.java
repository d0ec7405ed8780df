package dev.reconciler.bench.demo;

import dev.reconciler.app.cli.ExitCode;
import dev.reconciler.app.cli.FormatOption;
import dev.reconciler.app.cli.Termination;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.app.wiring.Server;
import dev.reconciler.bench.lab.score.Score;
import dev.reconciler.bench.lab.score.ScoreJson;
import dev.reconciler.bench.lab.score.ScoreTable;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole product on two embedded servers. */
@Command(
        name = "demo",
        description =
                "Demonstrates the product on two servers that it starts: a shop under load, whose second database gets wrong rows and is repaired.",
        footer =
                "With --once, exit status: 0 every injected drift was found and resolved and nothing else was reported, 1 otherwise.")
public final class DemoCommand implements Callable<Integer> {
    private static final Duration BETWEEN_DRIFTS = Duration.ofSeconds(5);

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(names = "--once", description = "Run a fixed scenario, check its outcome, and exit.")
    private boolean once;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "replicate",
            description = {
                "The writer of the target: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "replicate: the daemon writes it, and another application damages rows.",
                "observe: the shop itself writes both sides and fails some writes; the daemon verifies."
            })
    private DemoMode mode = DemoMode.replicate;

    @Option(
            names = "--source",
            paramLabel = "ENGINE",
            defaultValue = "postgres",
            description = {
                "The kind of the source: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "For mysql and mariadb, RECONCILER_TEST_MYSQL and RECONCILER_TEST_MARIADB name a running server, as",
                "user:password@host:port; else the demo unpacks Debian's packages in ~/.cache and starts its own."
            })
    private ServerKind source = ServerKind.postgres;

    @Option(
            names = "--target",
            paramLabel = "ENGINE",
            defaultValue = "postgres",
            description =
                    "The kind of the target, as that of the source; of two of a kind, the target is the named server (default: ${DEFAULT-VALUE}).")
    private ServerKind target = ServerKind.postgres;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of load and drift (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of API and pages; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "With --once, the file of the daily report, HTML (default: a new file in the temporary folder).")
    private @Nullable Path report;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireServers();
        Narrator narrator = new Narrator(System.err, RealTime.CLOCK);
        Path directory = Files.createTempDirectory("reconciler-demo");
        try (Termination shutdown = Termination.ofProcess(once ? ExitCode.NO : ExitCode.OK);
                DemoShop shop = new DemoShop(seed, mode, pair(), narrator)) {
            shop.open();
            ReconcilerConfig config =
                    new DemoFiles(directory).config(mode, shop.clusters(), DemoShop.secret(), once ? 0 : port);
            try (Server server = Server.start(config, false, narrator)) {
                return play(shop, server, narrator, shutdown);
            }
        } finally {
            delete(directory);
        }
    }

    private DemoPair pair() {
        return new DemoPair(source, target);
    }

    private void requireServers() {
        pair().unavailable().ifPresent(reason -> {
            throw new ParameterException(spec.commandLine(), reason);
        });
    }

    private int play(DemoShop shop, Server server, Narrator narrator, Termination shutdown) throws IOException {
        narrator.say("serving    " + server.url() + "  token "
                + server.token().secret().reveal());
        Scenario scenario = new Scenario(seed, mode, shop, server.daemon(), narrator, RealTime.PATIENCE);
        try {
            if (!once) {
                return forever(scenario, shop, narrator, shutdown);
            }
            Score score = scenario.play();
            Closing closing = new Closing(server.daemon().application(), narrator, RealTime.CLOCK);
            closing.tellAnomalies();
            closing.writeReport(report == null ? Files.createTempFile("reconciler-demo-report", ".html") : report);
            return score(score);
        } finally {
            shutdown.calm();
        }
    }

    private int score(Score score) {
        spec.commandLine().getOut().println(format.isJson() ? ScoreJson.render(score) : ScoreTable.render(score));
        spec.commandLine().getOut().flush();
        return score.passed() ? ExitCode.OK : ExitCode.NO;
    }

    /** Damages a row every few seconds until a signal ends the process. */
    private static int forever(Scenario scenario, DemoShop shop, Narrator narrator, Termination shutdown) {
        scenario.awaitReady();
        while (!shutdown.await(BETWEEN_DRIFTS)) {
            narrator.injected(shop.harm().next());
            scenario.tellInFlight();
        }
        return ExitCode.OK;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
