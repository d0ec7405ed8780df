package dev.reconciler.cdc.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A PostgreSQL database with control tables and the shop's tables, all live. */
public final class PostgresTarget implements AutoCloseable {
    private final PostgresCluster cluster;
    private final String database;
    private final HikariDataSource pool;

    private PostgresTarget(PostgresCluster cluster) {
        this.cluster = cluster;
        this.database = cluster.createDatabase("apply");
        this.pool = PostgresPools.open(
                cluster.jdbcUrl(database), cluster.user(), cluster.password(), "apply", 4, Duration.ofSeconds(10));
    }

    public static PostgresTarget shop(PostgresCluster cluster) {
        PostgresTarget target = new PostgresTarget(cluster);
        TargetSchema.migrate(target.pool);
        target.execute(ShopTables.DDL);
        try (TargetTransaction transaction = target.store().begin()) {
            ShopTables.ALL.forEach(table -> transaction.notes().setTableState(table.id(), new TableState.Live()));
            transaction.commit();
        }
        return target;
    }

    public PostgresTargetStore store() {
        return store(PostgresTargetSettings.defaults());
    }

    /** Doesn't wait for locks. */
    public PostgresTargetStore impatientStore() {
        return store(new PostgresTargetSettings(
                Duration.ofSeconds(30), false, Duration.ofSeconds(10), Duration.ofMillis(1)));
    }

    private PostgresTargetStore store(PostgresTargetSettings settings) {
        return new PostgresTargetStore(pool, "shop", LsnFormat.INSTANCE, settings);
    }

    public Applier applier(
            ApplyHooks hooks,
            ApplySettings settings,
            TenantScope scope,
            ApplyListener listener,
            Consumer<Position> acknowledge) {
        return new Applier(
                store(),
                ApplyExtent.write(ShopTables.ALL, scope),
                store().acquireLease("test"),
                settings,
                new Clocks(() -> Transactions.COMMITTED, System::nanoTime),
                listener,
                hooks,
                acknowledge);
    }

    public void execute(String... sql) {
        cluster.execute(database, sql);
    }

    /** Columns joined by a bar. */
    public List<String> rows(String sql) {
        return cluster.query(database, sql).stream()
                .map(row -> String.join(
                        "|", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    public List<ParkedEvent> parked() {
        try (TargetTransaction transaction = store().begin()) {
            return transaction.notes().parked("", Integer.MAX_VALUE);
        }
    }

    public List<RowKey> dirty(MappedTable table) {
        try (TargetTransaction transaction = store().begin()) {
            return transaction.notes().dirty(table.id(), Integer.MAX_VALUE).stream()
                    .map(TargetNotes.DirtyKey::key)
                    .toList();
        }
    }

    public Checkpoint checkpoint() {
        try (TargetTransaction transaction = store().begin()) {
            return transaction.lockCheckpoint();
        }
    }

    public List<LedgerTransaction> ledger() {
        List<LedgerTransaction> all = new ArrayList<>();
        try (TargetTransaction transaction = store().begin()) {
            transaction.ledger().read(0, all::add);
        }
        return all;
    }

    /** Ends every session of this database's pool, as a failing network would. */
    public boolean killSessions() {
        return !cluster.query(
                        "postgres",
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database
                                + "'")
                .isEmpty();
    }

    /** For sessions from now on; ends those that exist. */
    public void readOnly(boolean now) {
        cluster.execute(
                "postgres",
                "ALTER DATABASE " + database + " SET default_transaction_read_only = " + (now ? "on" : "off"));
        killSessions();
    }

    @Override
    public void close() {
        pool.close();
    }
}
