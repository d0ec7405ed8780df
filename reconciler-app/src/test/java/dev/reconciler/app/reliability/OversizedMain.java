package dev.reconciler.app.reliability;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams, and verifies everything once a commit on the source hangs. */
public final class OversizedMain {
    static final String STARTED = "streaming";

    private OversizedMain() {}

    /** @param args configuration file */
    public static void main(String[] args) throws SQLException {
        ReconcilerConfig config = new ConfigLoader(Map.of()).load(Path.of(args[0]));
        AtomicInteger inDoubt = new AtomicInteger();
        WindowListener windows = new WindowListener() {
            @Override
            public void opened(Window window) {
                inDoubt.set(window.lane().doubt().size());
            }
        };
        try (Application application = Application.open(config, RunListener.NONE, windows);
                Streaming stream = Lab.stream(application)) {
            System.out.println(STARTED);
            awaitHangingCommit(config);
            Finished finished = Lab.checksum(application);
            System.out.printf(
                    "verdict %s, in doubt %d, peak heap %d MB, error %s%n",
                    finished.verdict().map(Enum::name).orElse("none"),
                    inDoubt.get(),
                    peakMegabytes(),
                    finished.run().error());
        }
    }

    private static void awaitHangingCommit(ReconcilerConfig config) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        PostgresPools.url(config.databases().source().login()), "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            RealTime.PATIENCE.await(() -> hangs(statement), Duration.ofMinutes(5));
        }
    }

    private static boolean hangs(Statement statement) {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long peakMegabytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(java.lang.management.MemoryUsage::getUsed)
                        .sum()
                / (1024 * 1024);
    }
}
