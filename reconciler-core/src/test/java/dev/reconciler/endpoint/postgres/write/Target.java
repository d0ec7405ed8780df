package dev.reconciler.endpoint.postgres.write;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.Transform;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database with control tables, and short ways to write to it. */
final class Target implements AutoCloseable {
    static final String PIPELINE = "shop";
    static final TenantScope ALL = TenantScope.all();

    final PostgresCluster cluster = PostgresCluster.shared();
    final String database = cluster.createDatabase("write");
    final HikariDataSource pool = PostgresPools.open(
            cluster.jdbcUrl(database), cluster.user(), cluster.password(), "test", 8, Duration.ofSeconds(10));

    Target(String... ddl) {
        TargetSchema.migrate(pool);
        cluster.execute(database, ddl);
    }

    PostgresTargetStore store() {
        return store(Duration.ofSeconds(30));
    }

    PostgresTargetStore store(Duration lease) {
        return new PostgresTargetStore(
                pool,
                PIPELINE,
                LsnFormat.INSTANCE,
                new PostgresTargetSettings(lease, false, Duration.ofSeconds(60), Duration.ofSeconds(20)));
    }

    <T> T commit(Function<TargetTransaction, T> work) {
        try (TargetTransaction transaction = store().begin()) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
        }
    }

    WriteResult write(MappedTable table, TenantScope scope, KeyedWrite... writes) {
        return commit(t -> t.rows().write(table, scope, List.of(writes)));
    }

    /** The rows of a query, columns joined by a bar. */
    List<String> rows(String sql) {
        return cluster.query(database, sql).stream()
                .map(row -> String.join(
                        "|", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    static Checkpoint to(Checkpoint from, long sequence) {
        return new Checkpoint(from.epoch(), sequence, new Lsn(sequence * 100));
    }

    static LedgerTransaction transaction(long sequence, long xid, String... keys) {
        return new LedgerTransaction(
                sequence,
                new TransactionId(Long.toString(xid)),
                Arrays.stream(keys)
                        .map(k -> new LedgerEntry("public.t", RowKey.of(k), LedgerImage.ABSENT))
                        .toList());
    }

    static Row row(@Nullable String... values) {
        return new Row(Arrays.asList(values));
    }

    static KeyedWrite upsert(MappedTable table, @Nullable String... values) {
        return new KeyedWrite.Upsert(table.keyOf(row(values)), row(values));
    }

    static KeyedWrite update(MappedTable table, Set<Integer> unavailable, @Nullable String... values) {
        return new KeyedWrite.Update(table.keyOf(row(values)), row(values), unavailable);
    }

    static KeyedWrite move(MappedTable table, RowKey from, @Nullable String... values) {
        return new KeyedWrite.Move(from, table.keyOf(row(values)), row(values), Set.of());
    }

    static KeyedWrite delete(String... key) {
        return new KeyedWrite.Delete(RowKey.of(key));
    }

    /** A mapping of a table onto itself. Columns as {@code name type}, then any of the marks key, tenant, generated, identity. */
    static MappedTable mapping(String name, String... columns) {
        List<MappedColumn> mapped = new ArrayList<>();
        List<Integer> key = new ArrayList<>();
        int tenant = -1;
        for (int i = 0; i < columns.length; i++) {
            List<String> marks = new ArrayList<>(List.of(columns[i].split(" ")));
            String column = marks.remove(0);
            if (marks.remove("key")) {
                key.add(i);
            }
            if (marks.remove("tenant")) {
                tenant = i;
            }
            boolean generated = marks.remove("generated");
            boolean identity = marks.remove("identity");
            String type = String.join(" ", marks);
            Column definition = new Column(
                    column,
                    new ColumnType(
                            type, logical(type), PostgresTypes.named(type).structure()),
                    true,
                    generated,
                    identity,
                    false,
                    false);
            mapped.add(new MappedColumn(definition, definition, new Transform.Direct()));
        }
        TableRef ref = TableRef.parse(name);
        return new MappedTable(ref.toString(), ref, ref, mapped, key, tenant, List.of());
    }

    private static LogicalType logical(String type) {
        return switch (type.replaceAll("\\(.*\\)", "")) {
            case "smallint", "integer", "bigint" -> LogicalType.INTEGER;
            case "boolean" -> LogicalType.BOOLEAN;
            case "numeric" -> LogicalType.DECIMAL;
            case "text", "character varying" -> LogicalType.TEXT;
            case "character" -> LogicalType.PADDED_TEXT;
            case "bytea" -> LogicalType.BYTES;
            case "uuid" -> LogicalType.UUID;
            case "date" -> LogicalType.DATE;
            case "double precision" -> LogicalType.FLOAT8;
            case "jsonb", "json" -> LogicalType.JSON;
            case "timestamp with time zone" -> LogicalType.INSTANT;
            case "bit" -> LogicalType.BIT;
            default -> LogicalType.ENGINE_TEXT;
        };
    }

    @Override
    public void close() {
        pool.close();
    }
}
