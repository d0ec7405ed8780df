package dev.reconciler.bench.demo;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.bench.lab.shop.Login;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The demo's configuration and rules as files, so that the daemon reads them like a user's files. */
final class DemoFiles {
    /** The files of {@code rules/}. */
    static final List<String> RULES = List.of(
            "balance-per-customer.yaml",
            "customers-changed-before-registered.yaml",
            "customers-with-same-email.yaml",
            "customers-without-name.yaml",
            "daily-transaction-totals.yaml",
            "order-lines-not-billable.yaml",
            "order-lines-without-order.yaml",
            "order-lines-without-product.yaml",
            "orders-per-currency.yaml",
            "orders-with-negative-total.yaml",
            "payment-figures.yaml",
            "payments-without-customer.yaml",
            "quantities-sold.yaml");

    private final Path directory;

    /** Writes the files into an empty directory. */
    DemoFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory.resolve("rules"));
            copy("/demo/reconciler.yaml", directory.resolve("reconciler.yaml"));
            for (String rule : RULES) {
                copy("/demo/rules/" + rule, directory.resolve("rules").resolve(rule));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's files can't be written to " + directory, e);
        }
    }

    ReconcilerConfig config(DemoMode mode, DemoClusters clusters, String token, int port) {
        Map<String, String> environment = new HashMap<>();
        put(environment, "SOURCE", clusters.sourceUrl(), clusters.sourceDaemon());
        put(environment, "TARGET", clusters.targetUrl(), clusters.targetDaemon());
        environment.put("DEMO_MODE", mode.name());
        environment.put("DEMO_SPILL", directory.resolve("spill").toString());
        environment.put("DEMO_TOKEN", token);
        environment.put("DEMO_PORT", Integer.toString(port));
        return new ConfigLoader(environment).load(directory.resolve("reconciler.yaml"));
    }

    private static void put(Map<String, String> environment, String side, String url, Login login) {
        environment.put("DEMO_" + side + "_URL", url);
        environment.put("DEMO_" + side + "_USER", login.user());
        environment.put("DEMO_" + side + "_PASSWORD", login.password());
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = DemoFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the program");
            }
            Files.copy(in, to);
        }
    }
}
