package dev.reconciler.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.Map;

/** A source and a target server with the settings of a small production server, one database each. */
final class Servers implements AutoCloseable {
    /** Parallel workers off: a session is one backend, so that parallelism means the same on both sides of a ratio. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("shared_buffers", "1GB"),
            Map.entry("work_mem", "16MB"),
            Map.entry("maintenance_work_mem", "256MB"),
            Map.entry("effective_cache_size", "4GB"),
            Map.entry("max_wal_size", "8GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("max_parallel_workers_per_gather", "0"));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final PostgresCluster source;
    final PostgresCluster target;
    final String sourceDatabase;
    final String targetDatabase;
    final HikariDataSource sourcePool;
    final HikariDataSource targetPool;
    private final Thread hook = new Thread(this::stop, "stop-servers");

    Servers() {
        ProgressLog.say("starting two PostgreSQL servers");
        source = PostgresCluster.builder().settings(SETTINGS).start();
        target = PostgresCluster.builder().settings(SETTINGS).start();
        Runtime.getRuntime().addShutdownHook(hook);
        sourceDatabase = source.createDatabase("bench_source");
        targetDatabase = target.createDatabase("bench_target");
        sourcePool = pool(source, sourceDatabase);
        targetPool = pool(target, targetDatabase);
    }

    /** The two databases as those of a pipeline. */
    PipelineDatabases databases() {
        return new PipelineDatabases(
                side(source, sourceDatabase, sourcePool), side(target, targetDatabase, targetPool));
    }

    private static SideDatabase side(PostgresCluster cluster, String database, HikariDataSource pool) {
        return new SideDatabase(
                Engine.of("postgresql"),
                pool,
                new DatabaseLogin(
                        new DatabaseAddress("localhost", cluster.port(), database),
                        cluster.user(),
                        cluster.password(),
                        "prefer",
                        null,
                        new ConnectionTimeouts(PATIENCE, PATIENCE)));
    }

    private static HikariDataSource pool(PostgresCluster cluster, String database) {
        return PostgresPools.open(
                cluster.jdbcUrl(database), cluster.user(), cluster.password(), "bench", 16, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        stop();
    }

    private void stop() {
        sourcePool.close();
        targetPool.close();
        try (source;
                target) {
            ProgressLog.say("stopping the servers");
        }
    }
}
