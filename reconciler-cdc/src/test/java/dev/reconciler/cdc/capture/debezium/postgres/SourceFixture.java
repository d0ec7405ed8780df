package dev.reconciler.cdc.capture.debezium.postgres;

import static dev.reconciler.cdc.capture.debezium.postgres.PostgresStreamSettings.DEFAULT_ROWS_IN_MEMORY;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotFacts;
import dev.reconciler.endpoint.postgres.source.StartCheck;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source database with its slot and publication; the mapping is from each table to itself. */
final class SourceFixture implements AutoCloseable, StreamJournal {
    final PostgresCluster cluster;
    final String database;
    final HikariDataSource pool;
    final PostgresSlot slot;
    final PostgresPublication publication;
    private final Path spill;
    private String host = "localhost";
    private @Nullable StreamOrigin origin;

    SourceFixture(PostgresCluster cluster, Path spill, String... ddl) {
        this(cluster, "capture", spill, ddl);
    }

    private SourceFixture(PostgresCluster cluster, String prefix, Path spill, String... ddl) {
        this.cluster = cluster;
        this.spill = spill;
        database = cluster.createDatabase(prefix);
        cluster.execute(database, ddl);
        pool = Tables.pool(cluster, database);
        String plain = database.replaceAll("[^a-z0-9]", "_");
        slot = new PostgresSlot(pool, "s_" + plain);
        publication = new PostgresPublication(pool, "p_" + plain);
    }

    /** With a database of any name, by way of a host's name or address. */
    static SourceFixture at(PostgresCluster cluster, String host, String database, Path spill, String... ddl) {
        SourceFixture source = new SourceFixture(cluster, database, spill, ddl);
        source.host = host;
        return source;
    }

    void execute(String... sql) {
        cluster.execute(database, sql);
    }

    @Nullable
    Object value(String sql) {
        return cluster.query(database, sql).get(0).values().iterator().next();
    }

    Lsn insertPosition() {
        return Lsn.parse(String.valueOf(value("SELECT pg_current_wal_insert_lsn()::text")));
    }

    void mark() {
        execute("SELECT pg_logical_emit_message(true, 'reconciler', 'test:mark')");
    }

    /** A position that everything so far is at or before, and that the stream will reach: a mark follows it. */
    Lsn markedPosition() {
        Lsn high = insertPosition();
        mark();
        return high;
    }

    MappedTable table(String name, @Nullable String tenant) {
        return new Tables(pool, pool).sameName(name, tenant);
    }

    MappedTable table(TableRef ref) {
        return new Tables(pool, pool).sameName(ref, null);
    }

    /** Creates publication and slot; returns where the stream begins. */
    Lsn begin(List<MappedTable> tables) {
        publication.ensure(tables);
        return (Lsn) slot.create("test", this).start();
    }

    DebeziumPostgresStream stream(List<MappedTable> tables, TableAdmission admission) {
        return new DebeziumPostgresStream(
                settings(
                        TenantScope.all(),
                        DEFAULT_ROWS_IN_MEMORY,
                        cluster.port(),
                        Duration.ofSeconds(60),
                        "prefer",
                        null),
                tables,
                from -> StartCheck.require(slot.side(), slot.name(), slot.facts(), origin(), (Lsn) from),
                admission);
    }

    DebeziumPostgresStream stream(List<MappedTable> tables) {
        return stream(tables, TenantScope.all(), DEFAULT_ROWS_IN_MEMORY);
    }

    DebeziumPostgresStream stream(List<MappedTable> tables, TenantScope scope, int maxRowsInMemory) {
        return stream(tables, scope, maxRowsInMemory, cluster.port(), Duration.ofSeconds(60), "prefer", null);
    }

    /** By way of another port, with little patience. */
    DebeziumPostgresStream stream(List<MappedTable> tables, int port, Duration timeout) {
        return stream(tables, TenantScope.all(), DEFAULT_ROWS_IN_MEMORY, port, timeout, "prefer", null);
    }

    DebeziumPostgresStream stream(List<MappedTable> tables, String sslMode, @Nullable Path rootCertificate) {
        return stream(
                tables,
                TenantScope.all(),
                DEFAULT_ROWS_IN_MEMORY,
                cluster.port(),
                Duration.ofSeconds(60),
                sslMode,
                rootCertificate);
    }

    private DebeziumPostgresStream stream(
            List<MappedTable> tables,
            TenantScope scope,
            int maxRowsInMemory,
            int port,
            Duration timeout,
            String sslMode,
            @Nullable Path rootCertificate) {
        return new DebeziumPostgresStream(
                settings(scope, maxRowsInMemory, port, timeout, sslMode, rootCertificate), tables, slot, this);
    }

    private PostgresStreamSettings settings(
            TenantScope scope,
            int maxRowsInMemory,
            int port,
            Duration timeout,
            String sslMode,
            @Nullable Path rootCertificate) {
        DatabaseLogin login = new DatabaseLogin(
                new DatabaseAddress(host, port, database),
                cluster.user(),
                cluster.password(),
                sslMode,
                rootCertificate,
                new ConnectionTimeouts(timeout, timeout));
        return new PostgresStreamSettings(
                new CaptureSettings(Side.SOURCE, login, new StreamNames(slot.name(), publication.name()), scope, spill),
                maxRowsInMemory,
                PostgresStreamSettings.DEFAULT_BYTES_IN_MEMORY,
                timeout);
    }

    @Override
    public Optional<StreamOrigin> origin() {
        return Optional.ofNullable(origin);
    }

    @Override
    public void created(StreamOrigin created) {
        origin = created;
    }

    @Override
    public void forget() {
        origin = null;
    }

    @Override
    public void close() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            SlotFacts.Slot now = slot.facts().slot();
            return now == null || !now.active();
        });
        slot.drop();
        pool.close();
    }
}
