package dev.reconciler.app.reliability;

import dev.reconciler.app.background.FatalError;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.service.RunService.Finished;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/** Fills wide rows, verifies them, applies a change of all of them, and verifies them again. */
public final class WideRowsMain {
    private WideRowsMain() {}

    /** @param args configuration file */
    public static void main(String[] args) throws SQLException {
        FatalError.endsTheProcess();
        ReconcilerConfig config = new ConfigLoader(Map.of()).load(Path.of(args[0]));
        try (Application application = Application.open(config, RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            run(application, JobKind.BACKFILL);
            run(application, JobKind.CHECKSUM);
            run(application, JobKind.SAMPLE);
            try (Connection source = DriverManager.getConnection(
                            PostgresPools.url(config.databases().source().login()), "postgres", "postgres");
                    Connection target = DriverManager.getConnection(
                            PostgresPools.url(config.databases().target().login()), "postgres", "postgres");
                    Statement change = source.createStatement();
                    Statement look = target.createStatement()) {
                change.execute("UPDATE accounts SET name = 'x' || name, version = 2");
                RealTime.PATIENCE.await(() -> changed(look) == WideRowsTest.ROWS, Duration.ofMinutes(3));
                System.out.println("changed " + changed(look));
            }
            run(application, JobKind.CHECKSUM);
        }
    }

    private static void run(Application application, JobKind job) {
        Finished finished = Lab.run(application, job);
        System.out.println(job + " "
                + finished.verdict()
                        .map(Enum::name)
                        .orElse("none " + finished.run().error()));
    }

    private static long changed(Statement target) {
        try (ResultSet rows = target.executeQuery("SELECT count(*) FROM accounts WHERE version = 2")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
