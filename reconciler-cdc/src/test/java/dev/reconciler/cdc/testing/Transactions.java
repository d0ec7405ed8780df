package dev.reconciler.cdc.testing;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes source transactions by hand, with ids and positions that ascend. */
public final class Transactions {
    public static final Instant COMMITTED = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicInteger released = new AtomicInteger();
    private long last = 100;

    public static ChangeEvent insert(MappedTable table, Object... values) {
        Row row = ShopTables.row(values);
        return new Insert(table.id(), table.keyOf(row), row);
    }

    public static ChangeEvent update(MappedTable table, Object... values) {
        Row row = ShopTables.row(values);
        return new Update(table.id(), table.keyOf(row), null, row, Set.of());
    }

    /** An update whose event lacks the last column's value. */
    public static ChangeEvent updateWithoutNote(MappedTable table, Object... values) {
        Row row = ShopTables.row(values);
        return new Update(table.id(), table.keyOf(row), null, row, Set.of(values.length - 1));
    }

    /** A change of key whose event lacks the last column's value. */
    public static ChangeEvent moveWithoutNote(MappedTable table, int from, Object... values) {
        Row row = ShopTables.row(values);
        return new Update(table.id(), table.keyOf(row), ShopTables.key(from), row, Set.of(values.length - 1));
    }

    public static ChangeEvent move(MappedTable table, int from, Object... values) {
        Row row = ShopTables.row(values);
        return new Update(table.id(), table.keyOf(row), ShopTables.key(from), row, Set.of());
    }

    public static ChangeEvent delete(MappedTable table, int id) {
        return new Delete(table.id(), ShopTables.key(id), null);
    }

    public static ChangeEvent unreadable(MappedTable table, RowKey key) {
        return new ChangeEvent.Unreadable(table.id(), key, "{}", "a value of no known type");
    }

    /** Positions go on after this one. */
    public void startAfter(Position position) {
        last = Math.max(last, ((Lsn) position).value());
    }

    public SourceTransaction of(ChangeEvent... events) {
        return of(List.of(events));
    }

    /** Without changes: only the position moves. */
    public SourceTransaction empty() {
        return of(List.of());
    }

    public SourceTransaction of(List<ChangeEvent> events) {
        last += 10;
        return new SourceTransaction(
                new TransactionId(Long.toString(last)),
                new Lsn(last),
                COMMITTED,
                events.size(),
                events,
                released::incrementAndGet);
    }

    /** A position between the transaction and all earlier ones. */
    public static Position before(SourceTransaction transaction) {
        return new Lsn(((Lsn) transaction.end()).value() - 1);
    }

    public int released() {
        return released.get();
    }
}
