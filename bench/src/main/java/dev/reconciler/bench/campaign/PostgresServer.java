package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of the campaign. */
final class PostgresServer implements LabServer {
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "shared_buffers", "64MB",
            "max_connections", "100",
            "deadlock_timeout", "300ms",
            "max_slot_wal_keep_size", "10GB");

    private final PostgresCluster cluster;
    private final String database;
    private final CampaignDialect dialect;

    private PostgresServer(PostgresCluster cluster, String database, CampaignDialect dialect) {
        this.cluster = cluster;
        this.database = database;
        this.dialect = dialect;
    }

    static PostgresServer start(CampaignServer side, Optional<Path> disk) {
        PostgresCluster cluster = PostgresCluster.builder().settings(SETTINGS).start();
        cluster.execute("postgres", "CREATE DATABASE " + side.database());
        cluster.createRole(World.ROLE, World.PASSWORD, side == CampaignServer.SOURCE ? "REPLICATION" : "NOREPLICATION");
        disk.ifPresent(space -> cluster.execute("postgres", "CREATE TABLESPACE small LOCATION '" + space + "'"));
        String placement = disk.isPresent() ? "TABLESPACE small" : "";
        return new PostgresServer(cluster, side.database(), new PostgresCampaignDialect(placement));
    }

    @Override
    public CampaignDialect dialect() {
        return dialect;
    }

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
    public int port() {
        return cluster.port();
    }

    @Override
    public Connection connect() throws SQLException {
        return cluster.connect(database);
    }

    @Override
    public Login administrator() {
        return new Login(cluster.jdbcUrl(database), cluster.user(), cluster.password());
    }

    @Override
    public void execute(String... scripts) {
        cluster.execute(database, scripts);
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql) {
        return cluster.query(database, sql);
    }

    @Override
    public void stop() {
        cluster.stop();
    }

    @Override
    public void crash() {
        cluster.crash();
    }

    @Override
    public void start() {
        cluster.start();
    }

    @Override
    public void endSessions() {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + World.ROLE + "'");
    }

    @Override
    public void cancelStatements() {
        execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = '" + World.ROLE
                + "' AND state = 'active'");
    }

    @Override
    public void refuseSessions() {
        execute("ALTER ROLE " + World.ROLE + " CONNECTION LIMIT 0");
    }

    @Override
    public void admitSessions() {
        execute("ALTER ROLE " + World.ROLE + " CONNECTION LIMIT -1");
    }

    @Override
    public String writePosition() {
        return String.valueOf(
                query("SELECT pg_current_wal_insert_lsn()::text AS l").get(0).get("l"));
    }

    @Override
    public void rotateLog(String checkpoint) {
        execute("SELECT pg_switch_wal()", "CHECKPOINT");
    }

    @Override
    public void loseStream() {
        execute("SELECT pg_drop_replication_slot('reconciler_" + World.PIPELINE + "')");
    }

    @Override
    public void close() {
        cluster.close();
    }
}
