package dev.reconciler.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionPlan;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.Undo;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A target with two tables, customers and their orders, that follows a stream which the test plays, and a control store in the
 * same database.
 */
public final class CorrectionLab implements AutoCloseable {
    public static final String PIPELINE = "shop";

    /** Creates the table of customers. */
    public static final String CUSTOMERS = """
        CREATE TABLE customers (id text PRIMARY KEY, tenant text NOT NULL, customer text, amount numeric(12,2),
            code varchar(3), document jsonb)\
        """;

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("correction");
    private final HikariDataSource pool = PostgresPools.open(
            cluster.jdbcUrl(database), cluster.user(), cluster.password(), "test", 8, Duration.ofSeconds(10));
    private final AtomicInteger ids = new AtomicInteger();

    /** The number of readings of a ledger of {@link #database}. */
    public final AtomicInteger ledgerReadings = new AtomicInteger();

    public final ControlStore control;
    public final PostgresTargetStore store =
            new PostgresTargetStore(pool, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());
    public final JdbiJournal journal = new JdbiJournal(Jdbi.create(pool), ControlStore.DIALECT, PIPELINE);
    public final JdbiSuppressions suppressions;
    public final MappedTable customers = table("customers", List.of());
    public final MappedTable orders = table(
            "orders",
            List.of(new ForeignKey(
                    "orders_customer",
                    new TableRef("public", "orders"),
                    List.of("customer"),
                    new TableRef("public", "customers"),
                    List.of("id"),
                    false)));
    public final Map<String, MappedTable> tables = Map.of(customers.id(), customers, orders.id(), orders);

    public CorrectionLab() {
        TargetSchema.migrate(pool);
        control = new ControlStore(database);
        suppressions = new JdbiSuppressions(control.jdbi(), control.dialect(), control.clock());
        cluster.execute(database, CUSTOMERS, """
            CREATE TABLE orders (id text PRIMARY KEY, tenant text NOT NULL,
                customer text CONSTRAINT orders_customer REFERENCES customers, amount numeric(12,2),
                code varchar(3), document jsonb)\
            """);
        store.acquireLease("test");
        commit(transaction ->
                tables.keySet().forEach(table -> transaction.notes().setTableState(table, new TableState.Live())));
    }

    private static MappedTable table(String name, List<ForeignKey> parents) {
        TableRef ref = new TableRef("public", name);
        List<MappedColumn> columns = List.of(
                column("id", "text", LogicalType.TEXT, false),
                column("tenant", "text", LogicalType.TEXT, false),
                column("customer", "text", LogicalType.TEXT, true),
                column("amount", "numeric(12,2)", LogicalType.DECIMAL, true),
                column("code", "character varying(3)", LogicalType.TEXT, true),
                column("document", "jsonb", LogicalType.JSON, true));
        return new MappedTable(ref.toString(), ref, ref, columns, List.of(0), 1, parents);
    }

    private static MappedColumn column(String name, String type, LogicalType logical, boolean nullable) {
        Column column = new Column(
                name,
                new ColumnType(type, logical, PostgresTypes.named(type).structure()),
                nullable,
                false,
                false,
                false,
                false);
        return new MappedColumn(column, column, Transform.DIRECT);
    }

    /** The same table, of which these columns are compared so. */
    public static MappedTable compared(MappedTable table, Map<String, ColumnComparison> comparisons) {
        List<MappedColumn> columns = table.columns().stream()
                .map(column -> new MappedColumn(
                        column.sources(),
                        column.target(),
                        column.transform(),
                        comparisons.getOrDefault(column.target().name(), column.comparison())))
                .toList();
        return new MappedTable(
                table.id(), table.source(), table.target(), columns, table.key(), table.tenant(), table.parents());
    }

    /** A row of tenant acme. */
    public static Row row(String id, @Nullable String customer, @Nullable String amount) {
        return new Row(Arrays.asList(id, "acme", customer, amount, null, null));
    }

    public void commit(Consumer<TargetTransaction> work) {
        try (TargetTransaction transaction = store.begin()) {
            work.accept(transaction);
            transaction.commit();
        }
    }

    /** Applies one source transaction: writes the row, or deletes it if it is null. */
    public void stream(MappedTable table, String key, @Nullable Row row) {
        commit(transaction -> {
            Checkpoint from = transaction.lockCheckpoint();
            RowKey rowKey = RowKey.of(key);
            KeyedWrite write = row == null ? new KeyedWrite.Delete(rowKey) : new KeyedWrite.Upsert(rowKey, row);
            transaction.rows().write(table, TenantScope.all(), List.of(write));
            LedgerImage image = row == null ? LedgerImage.ABSENT : LedgerImage.of(table, row, column -> false);
            long sequence = from.sequence() + 1;
            transaction.appendLedger(List.of(new LedgerTransaction(
                    sequence,
                    new TransactionId(Long.toString(700 + sequence)),
                    List.of(new LedgerEntry(table.id(), rowKey, image)))));
            transaction.advance(from, new Checkpoint(from.epoch(), sequence, new Lsn(sequence * 100)));
        });
    }

    public Checkpoint fence() {
        try (TargetTransaction transaction = store.begin()) {
            return transaction.lockCheckpoint();
        }
    }

    public Corrector corrector(CorrectionHooks hooks) {
        return new Corrector(store, control.clock(), () -> "c" + ids.incrementAndGet(), hooks);
    }

    /** One that waits for a row no longer than that. */
    public Corrector corrector(CorrectionHooks hooks, Duration lockTimeout) {
        PostgresTargetSettings settings =
                new PostgresTargetSettings(Duration.ofSeconds(10), false, Duration.ofMinutes(5), lockTimeout);
        return new Corrector(
                new PostgresTargetStore(pool, PIPELINE, LsnFormat.INSTANCE, settings),
                control.clock(),
                () -> "c" + ids.incrementAndGet(),
                hooks);
    }

    public CorrectionService service(CorrectionPolicy policy) {
        return new CorrectionService(
                PIPELINE, corrector(CorrectionHooks.NONE), control.discrepancies(), suppressions, journal, policy);
    }

    public Undo undo() {
        return new Undo(
                PIPELINE,
                corrector(CorrectionHooks.NONE),
                journal,
                suppressions,
                control.discrepancies(),
                tables::get,
                control.audit());
    }

    public CorrectionPlan plan(MappedTable table, String key, @Nullable Row source, @Nullable Row target) {
        return CorrectionPlan.applySource("d-" + key, table, RowKey.of(key), source, target);
    }

    /** Records the difference of the two rows, as proven at the present fence. */
    public Discrepancy record(MappedTable table, String key, @Nullable Row source, @Nullable Row target) {
        RowKey rowKey = RowKey.of(key);
        Finding finding;
        if (target == null) {
            finding = new Finding.MissingInTarget(
                    table.id(), table.tenantOf(Objects.requireNonNull(source)), rowKey, source, true);
        } else if (source == null) {
            finding = new Finding.ExtraInTarget(table.id(), table.tenantOf(target), rowKey, target);
        } else {
            finding = new Finding.FieldMismatch(
                    table.id(), table.tenantOf(source), rowKey, source, target, List.of("amount"), true);
        }
        Checkpoint fence = fence();
        Proof proof = new Proof(
                "run-1", "checksum", "1:2:", fence.sequence(), fence.position().text());
        return control.discrepancies()
                .record(PIPELINE, finding, proof, Cause.ROGUE_WRITE, "", Severity.MEDIUM)
                .discrepancy();
    }

    public HikariDataSource pool() {
        return pool;
    }

    /** The column r of the one row that the query gives, as text. */
    public String query(String sql) {
        return String.valueOf(cluster.query(database, sql).get(0).get("r"));
    }

    /** Runs statements in a session outside of the pipeline. */
    public void rogue(String... sql) {
        cluster.execute(database, sql);
    }

    /** The row of that key, columns joined by a bar; empty if there is none. */
    public String stored(MappedTable table, String key) {
        return cluster
                .query(
                        database,
                        "SELECT concat_ws('|', id, tenant, customer, amount, code, document) AS r FROM "
                                + table.target() + " WHERE id = '" + key + "'")
                .stream()
                .map(row -> String.valueOf(row.get("r")))
                .findFirst()
                .orElse("");
    }

    /** The target, for reading. */
    public PostgresTargetDatabase database() {
        return new PostgresTargetDatabase(
                pool,
                SnapshotLimits.DEFAULT,
                PIPELINE,
                LsnFormat.INSTANCE,
                new PostgresLedgerPruning(pool, PIPELINE),
                connection -> new CountedLedger(new PostgresLedgerReader(connection, PIPELINE), ledgerReadings));
    }

    private record CountedLedger(LedgerReader real, AtomicInteger readings) implements LedgerReader {
        @Override
        public long floor() {
            return real.floor();
        }

        @Override
        public void readWhile(long after, Predicate<LedgerTransaction> each) {
            readings.incrementAndGet();
            real.readWhile(after, each);
        }
    }

    public long journaled() {
        return (Long) Objects.requireNonNull(cluster.query(database, "SELECT count(*) AS n FROM reconciler.journal")
                .get(0)
                .get("n"));
    }

    public Jdbi target() {
        return Jdbi.create(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
