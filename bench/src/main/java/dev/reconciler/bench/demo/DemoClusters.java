package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.shop.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The demo's source and target: two servers on free ports of the loopback interface, with data in directories that
 * {@link #close} removes. Every role, the superuser too, needs its password. A server of MySQL or MariaDB may also be one that the
 * environment names.
 *
 * <p>The caller closes them, also after a signal: a shutdown hook here could stop the servers before the daemon has stopped.
 */
public final class DemoClusters implements AutoCloseable {
    /** The database on either side. */
    public static final String DATABASE = "shop";

    private final Path home;
    private final DemoServer source;
    private final DemoServer target;

    private DemoClusters(Path home, DemoServer source, DemoServer target) {
        this.home = home;
        this.source = source;
        this.target = target;
    }

    /**
     * Starts both servers at the same time and creates roles and empty databases.
     *
     * @param passwords returns a new password at each call
     * @param progress receives lines of progress; called from several threads
     */
    public static DemoClusters start(DemoPair pair, Supplier<String> passwords, Consumer<String> progress) {
        Path home;
        try {
            home = Files.createTempDirectory("reconciler-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for the demo's databases", e);
        }
        CompletableFuture<DemoServer> source =
                CompletableFuture.supplyAsync(() -> DemoServer.start(pair, "source", home, passwords, progress));
        CompletableFuture<DemoServer> target =
                CompletableFuture.supplyAsync(() -> DemoServer.start(pair, "target", home, passwords, progress));
        try {
            CompletableFuture.allOf(source, target).join();
        } catch (CompletionException e) {
            Stream.of(source, target)
                    .filter(server -> !server.isCompletedExceptionally())
                    .forEach(server -> server.join().close());
            remove(home);
            throw e;
        }
        return new DemoClusters(home, source.join(), target.join());
    }

    /** The shop's application in the source, which owns the tables. */
    public Login sourceApplication() {
        return source.login("shop_app");
    }

    /** The owner of the shop's tables in the target. */
    public Login targetOwner() {
        return target.login("shop_app");
    }

    /** The daemon's role in the source: reads, replicates, publishes. */
    public Login sourceDaemon() {
        return source.login("reconciler");
    }

    /** The daemon's role in the target: writes rows, and has its own schema. */
    public Login targetDaemon() {
        return target.login("reconciler");
    }

    /** The source's address as the daemon's configuration has it. */
    public String sourceUrl() {
        return source.url();
    }

    /** The target's address as the daemon's configuration has it. */
    public String targetUrl() {
        return target.url();
    }

    /** The role of another application that may write the target, even without its foreign keys. */
    public Login targetRogue() {
        return target.login("night_batch");
    }

    /** Stops both servers and removes their data. After a failure it continues with the remaining steps. */
    @Override
    public void close() {
        try {
            source.close();
        } finally {
            try {
                target.close();
            } finally {
                remove(home);
            }
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }
}
