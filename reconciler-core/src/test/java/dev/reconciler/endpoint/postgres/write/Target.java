package dev.reconciler.endpoint.postgres.write;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A database of PostgreSQL as the target. */
final class Target extends TargetFixture {
    final PostgresCluster cluster = PostgresCluster.shared();
    final String database = cluster.createDatabase("write");

    final HikariDataSource pool = PostgresPools.open(
            cluster.jdbcUrl(database), cluster.user(), cluster.password(), "test", 8, Duration.ofSeconds(10));

    Target(String... ddl) {
        TargetSchema.migrate(pool);
        cluster.execute(database, ddl);
    }

    @Override
    public PostgresTargetStore store(Duration lease) {
        return new PostgresTargetStore(
                pool,
                PIPELINE,
                LsnFormat.INSTANCE,
                new PostgresTargetSettings(lease, false, Duration.ofSeconds(60), Duration.ofSeconds(20)));
    }

    @Override
    public PostgresLedgerPruning pruning(String pipeline) {
        return new PostgresLedgerPruning(pool, pipeline);
    }

    @Override
    public PostgresLedgerPruning pruning(Duration silence) {
        return new PostgresLedgerPruning(pool, PIPELINE, silence);
    }

    @Override
    public void execute(String... statements) {
        cluster.execute(database, statements);
    }

    @Override
    public List<String> rows(String sql) {
        return cluster.query(database, sql).stream()
                .map(row -> String.join(
                        "|", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    @Override
    public Position position(long number) {
        return new Lsn(number);
    }

    @Override
    public TransactionId transactionId(long number) {
        return new TransactionId(Long.toString(number));
    }

    @Override
    public SnapshotContent allBut(long... running) {
        return new PostgresSnapshotContent(
                running[0], 1000, LongStream.of(running).sorted().toArray());
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
        TableRef ref = TableRef.parse(name, "public");
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
