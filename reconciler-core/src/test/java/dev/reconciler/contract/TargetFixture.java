package dev.reconciler.contract;

import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A target database of one engine with the tables of the product, and short ways to write to it. */
public abstract class TargetFixture implements AutoCloseable {
    public static final String PIPELINE = "shop";
    public static final TenantScope ALL = TenantScope.all();

    /** @param lease the time to live of a writer's lease */
    public abstract TargetStore store(Duration lease);

    /** Pins and holds of the pipeline's ledger, and its pruning. */
    public abstract LedgerPruning pruning(String pipeline);

    /** As {@link #pruning(String)}, of the fixture's pipeline; a pin that was not renewed for that long is dropped. */
    public abstract LedgerPruning pruning(Duration silence);

    /** Runs the statements as another application, each in a transaction of its own. */
    public abstract void execute(String... statements);

    /** The rows of a query, columns joined by a bar. */
    public abstract List<String> rows(String sql);

    /** A position of the source's log; later ones have higher numbers, and 0 is before everything. */
    public abstract Position position(long number);

    /** The id of a transaction of the source; later ones have higher numbers. */
    public abstract TransactionId transactionId(long number);

    /** The content of a source snapshot that holds all transactions up to 999 except these. */
    public abstract SnapshotContent allBut(long... running);

    @Override
    public abstract void close();

    public TargetStore store() {
        return store(Duration.ofSeconds(30));
    }

    public <T> T commit(Function<TargetTransaction, T> work) {
        try (TargetTransaction transaction = store().begin()) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
        }
    }

    public WriteResult write(MappedTable table, TenantScope scope, KeyedWrite... writes) {
        return commit(t -> t.rows().write(table, scope, List.of(writes)));
    }

    public Checkpoint to(Checkpoint from, long sequence) {
        return new Checkpoint(from.epoch(), sequence, position(sequence * 100));
    }

    /** A transaction of the source that deleted these keys of {@code public.t}. */
    public LedgerTransaction transaction(long sequence, long id, String... keys) {
        return new LedgerTransaction(
                sequence,
                transactionId(id),
                Arrays.stream(keys)
                        .map(k -> new LedgerEntry("public.t", RowKey.of(k), LedgerImage.ABSENT))
                        .toList());
    }

    public static Row row(@Nullable String... values) {
        return new Row(Arrays.asList(values));
    }

    public static KeyedWrite upsert(MappedTable table, @Nullable String... values) {
        return new KeyedWrite.Upsert(table.keyOf(row(values)), row(values));
    }

    public static KeyedWrite update(MappedTable table, Set<Integer> unavailable, @Nullable String... values) {
        return new KeyedWrite.Update(table.keyOf(row(values)), row(values), unavailable);
    }

    public static KeyedWrite move(MappedTable table, RowKey from, @Nullable String... values) {
        return new KeyedWrite.Move(from, table.keyOf(row(values)), row(values), Set.of());
    }

    public static KeyedWrite delete(String... key) {
        return new KeyedWrite.Delete(RowKey.of(key));
    }
}
