package dev.reconciler.rules;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresQueryReader;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demo's shop, old and new, in two databases, with a stream that moves by hand: one source transaction at a time. */
final class ShopPipeline implements AutoCloseable {
    static final TenantId ACME = new TenantId("acme");
    static final TenantId GLOBEX = new TenantId("globex");

    private static final String PIPELINE = "shop";
    /** A sample of the shop's few rows is all of them. */
    static final RowChoice EVERY_ROW = RowChoice.sample(SamplePlan.uniform(new SampleSize(0.999999, 0.0001)), 7);

    static final Path DEMO = Path.of("..", "bench", "src", "main", "resources", "demo");

    final PostgresCluster cluster = PostgresCluster.shared();
    final String sourceName = cluster.createDatabase("rules_source");
    final String targetName = cluster.createDatabase("rules_target");
    final HikariDataSource source = Tables.pool(cluster, sourceName);
    final HikariDataSource target = Tables.pool(cluster, targetName);
    final List<MappedTable> tables;
    private final PostgresSourceDatabase sourceDatabase = new PostgresSourceDatabase(source, SnapshotLimits.DEFAULT);
    private final PostgresTargetDatabase targetDatabase;
    private final PostgresTargetStore store =
            new PostgresTargetStore(target, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());

    ShopPipeline() {
        createSchema(sourceName, "source.sql");
        createSchema(targetName, "target.sql");
        TargetSchema.migrate(target);
        tables = new Tables(source, target).resolve(mappings("public", "shop"));
        targetDatabase = new PostgresTargetDatabase(
                target,
                SnapshotLimits.DEFAULT,
                PIPELINE,
                LsnFormat.INSTANCE,
                new PostgresLedgerPruning(target, PIPELINE),
                connection -> new PostgresLedgerReader(connection, PIPELINE));
        store.acquireLease("test");
        tables.forEach(table -> setState(table.id(), new TableState.Live()));
    }

    /** The rights of the daemon's role are not tested: the superuser runs everything here. */
    private void createSchema(String database, String file) {
        try {
            String sql = Files.readString(DEMO.resolve(file));
            cluster.execute(database, sql.substring(0, sql.indexOf("GRANT")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TableMapping[] mappings(String sourceSchema, String targetSchema) {
        return new TableMapping[] {
            mapping(
                    sourceSchema,
                    targetSchema,
                    "currencies",
                    "currency",
                    null,
                    "iso_code=code",
                    "label=name",
                    "minor_digits=digits",
                    "changed_at=updated_at"),
            mapping(
                    sourceSchema,
                    targetSchema,
                    "customers",
                    "client",
                    "tenant",
                    "client_id=id",
                    "tenant=tenant_id",
                    "email_address=email",
                    "name=full_name",
                    "phone_number=phone",
                    "remarks=notes",
                    "registered_at=created_at",
                    "changed_at=updated_at",
                    "migrated_from="),
            mapping(
                    sourceSchema,
                    targetSchema,
                    "products",
                    "product",
                    "tenant",
                    "tenant=tenant_id",
                    "currency=currency_code",
                    "changed_at=updated_at"),
            mapping(
                    sourceSchema,
                    targetSchema,
                    "orders",
                    "sales_order",
                    "tenant",
                    "order_no=id",
                    "tenant=tenant_id",
                    "client_id=customer_id",
                    "state=status",
                    "currency=currency_code",
                    "total_amount=total",
                    "ordered_at=placed_at",
                    "changed_at=updated_at",
                    "migrated_from="),
            mapping(
                    sourceSchema,
                    targetSchema,
                    "order_items",
                    "order_line",
                    "tenant",
                    "order_no=order_id",
                    "tenant=tenant_id"),
            mapping(
                    sourceSchema,
                    targetSchema,
                    "transactions",
                    "payment",
                    "tenant",
                    "payment_id=id",
                    "tenant=tenant_id",
                    "client_id=customer_id",
                    "order_no=order_id",
                    "currency=currency_code")
        };
    }

    /** @param renamed as target=source; with no source, a constant */
    private static TableMapping mapping(
            String sourceSchema,
            String targetSchema,
            String from,
            String to,
            @Nullable String tenant,
            String... renamed) {
        Map<String, Transform> transforms = Map.of(
                "email_address", new Transform.Lowercase(),
                "name", new Transform.Trim(),
                "phone_number", new Transform.Default("unknown"),
                "state", new Transform.Uppercase(),
                "migrated_from", new Transform.Constant("shop-v1"));
        Map<String, ColumnMapping> columns = new HashMap<>();
        for (String pair : renamed) {
            String[] names = pair.split("=", -1);
            columns.put(
                    names[0],
                    new ColumnMapping(
                            names[1].isEmpty() ? List.of() : List.of(names[1]),
                            transforms.getOrDefault(names[0], Transform.DIRECT)));
        }
        if (to.equals("sales_order")) {
            columns.put("note", new ColumnMapping(List.of(), new Transform.Default("")));
        }
        return new TableMapping(
                new TableRef(sourceSchema, from),
                new TableRef(targetSchema, to),
                columns,
                Set.of(),
                Set.of(),
                tenant,
                List.of());
    }

    MappedTable table(String id) {
        return tables.stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    }

    void setState(String table, TableState state) {
        try (TargetTransaction transaction = store.begin()) {
            transaction.lockCheckpoint();
            transaction.notes().setTableState(table, state);
            transaction.commit();
        }
    }

    /** The stream goes on without the event of this key. */
    void park(String table, RowKey key, String... statements) {
        commit(statements);
        try (TargetTransaction transaction = store.begin()) {
            Checkpoint from = transaction.lockCheckpoint();
            transaction
                    .notes()
                    .park(new ParkedEvent(
                            0,
                            table,
                            key,
                            new ParkedEvent.Change(from.sequence(), "0/0", "u", "{}"),
                            "refused",
                            1,
                            Instant.EPOCH));
            transaction.commit();
        }
    }

    /** Runs the statements on the source in one transaction and applies what it did to these keys to the target. */
    void replicate(Map<String, List<RowKey>> keys, String... statements) {
        String xid = commit(statements);
        try (SourceSnapshot after = sourceDatabase.openSnapshot();
                TargetTransaction transaction = store.begin()) {
            transaction.deferConstraints();
            Checkpoint from = transaction.lockCheckpoint();
            List<LedgerEntry> entries = new ArrayList<>();
            keys.forEach((id, ofTable) -> {
                Map<RowKey, Row> rows = after.reader().rowsByKey(table(id), ofTable);
                write(transaction, table(id), ofTable, rows);
                ofTable.forEach(key -> entries.add(new LedgerEntry(id, key, image(table(id), rows.get(key)))));
            });
            LedgerTransaction applied = new LedgerTransaction(from.sequence() + 1, new TransactionId(xid), entries);
            transaction.appendLedger(List.of(applied));
            transaction.advance(
                    from, new Checkpoint(from.epoch(), from.sequence() + 1, sourceDatabase.writePosition()));
            transaction.commit();
        }
    }

    /** Deleted first, because an upsert never changes a row's tenant. */
    private static void write(
            TargetTransaction transaction, MappedTable table, List<RowKey> keys, Map<RowKey, Row> rows) {
        List<KeyedWrite.Upsert> upserts = keys.stream()
                .filter(rows::containsKey)
                .map(key -> new KeyedWrite.Upsert(key, rows.get(key)))
                .toList();
        transaction
                .rows()
                .write(
                        table,
                        TenantScope.all(),
                        keys.stream().map(KeyedWrite.Delete::new).toList());
        transaction.rows().write(table, TenantScope.all(), upserts);
    }

    private static LedgerImage image(MappedTable table, @Nullable Row row) {
        return row == null ? LedgerImage.ABSENT : LedgerImage.of(table, row, column -> false);
    }

    /** Returns the transaction's id as the stream names it: 32 bits. */
    private String commit(String... statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (ResultSet id = statement.executeQuery("SELECT pg_current_xact_id()::text::numeric % 4294967296")) {
                id.next();
                String xid = id.getString(1);
                connection.commit();
                connection.setAutoCommit(true);
                return xid;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param meanwhile happens after the source's snapshot and before the target's */
    Window window(Runnable meanwhile) {
        return Windows.open(sourceDatabase, targetDatabase, store, tables, meanwhile);
    }

    RuleOutcome evaluate(Rule rule, TenantId tenant, Runnable meanwhile) {
        return evaluate(rule, tenant, meanwhile, RuleLimits.DEFAULT);
    }

    RuleOutcome evaluate(Rule rule, TenantId tenant, Runnable meanwhile, RuleLimits limits) {
        try (Window window = window(meanwhile)) {
            RuleOutcome outcome = evaluate(rule, tenant, window, limits);
            window.requireIntact();
            return outcome;
        }
    }

    RuleOutcome evaluate(Rule rule, TenantId tenant, Window window, RuleLimits limits) {
        return evaluate(rule, tenant, window, limits, EVERY_ROW);
    }

    RuleOutcome evaluate(Rule rule, TenantId tenant, Window window, RuleLimits limits, RowChoice rows) {
        try (SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return new RuleEvaluation(
                            tables,
                            TenantScope.all(),
                            window.lane().doubt(),
                            window.lane().target(),
                            snapshots,
                            limits,
                            rows)
                    .evaluate(rule, tenant);
        }
    }

    RuleOutcome evaluate(Rule rule, TenantId tenant) {
        return evaluate(rule, tenant, () -> {});
    }

    /** The rule's problems, each with its fix. */
    List<String> lint(Rule rule) {
        try (PostgresQueryReader onSource = PostgresQueryReader.open(Side.SOURCE, source, SnapshotLimits.DEFAULT);
                PostgresQueryReader onTarget = PostgresQueryReader.open(Side.TARGET, target, SnapshotLimits.DEFAULT)) {
            return new RuleLint(tables, onSource, onTarget)
                    .problems(rule).stream()
                            .map(problem -> problem.what() + "; " + problem.fix())
                            .collect(Collectors.toList());
        }
    }

    @Override
    public void close() {
        try (source;
                target) {
            return;
        }
    }
}
