package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.drift.EditSession.EditableRow;
import dev.reconciler.bench.lab.load.Delivery;
import dev.reconciler.bench.lab.load.TargetWriter;
import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.Fragment;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.RowWrite;
import dev.reconciler.bench.lab.shop.ShopSourceTables;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.bench.lab.shop.ShopTable;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dual-writing application's errors: it writes the source correctly, and a moment later the target not at all, or wrongly,
 * without noticing.
 *
 * <p>Each is a row's last write: only rows that the load never touches are written, each at most once, so that no later write
 * repairs it.
 */
public final class FailingWrites implements DriftInjector {
    private static final List<DriftKind> KINDS = List.of(
            DriftKind.LOST_INSERT,
            DriftKind.LOST_UPDATE,
            DriftKind.LOST_DELETE,
            DriftKind.WRONG_FIELD,
            DriftKind.WRONG_TENANT);

    private static final int ATTEMPTS = 5;

    private final Login application;
    private final TargetWriter target;
    private final SplittableRandom random;
    private final InstantSource clock;
    private final UnusedRows unused;
    private long invented = 8_000_000;
    private int turns;

    /** @param random seeded, not shared */
    public FailingWrites(Login application, TargetWriter target, SplittableRandom random, InstantSource clock) {
        this.application = application;
        this.target = target;
        this.random = random;
        this.clock = clock;
        this.unused = new UnusedRows(random);
    }

    @Override
    public List<Supplier<List<Injected>>> all() {
        List<Supplier<List<Injected>>> all = new ArrayList<>();
        for (DriftKind kind : KINDS) {
            tables(kind).forEach(table -> all.add(() -> inject(kind, table)));
        }
        return all;
    }

    @Override
    public List<Injected> next() {
        DriftKind kind = KINDS.get(turns++ % KINDS.size());
        return inject(kind, unused.oneOf(tables(kind)));
    }

    private static List<EditableTable> tables(DriftKind kind) {
        return ShopSourceTables.ALL.stream()
                .filter(table -> kind != DriftKind.WRONG_TENANT || table.tenant() != null)
                .toList();
    }

    /** Returns after the failed write. It repeats a transaction that the source rolled back, with another row. */
    private List<Injected> inject(DriftKind kind, EditableTable table) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(kind, table);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !ShopSql.isRolledBack(e)) {
                    throw new IllegalStateException(
                            "the application could not write as " + application + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private List<Injected> attempt(DriftKind kind, EditableTable table) throws SQLException {
        try (Connection source = application.connect()) {
            source.setAutoCommit(false);
            List<EditableRow> rows = change(new EditSession(source), kind, table);
            List<FailedWrite> failed = new ArrayList<>();
            for (EditableRow row : rows) {
                failed.add(failed(source, kind, row));
            }
            Instant at = clock.instant();
            source.commit();
            return failed.isEmpty() ? List.of() : deliver(failed, at);
        }
    }

    private List<Injected> deliver(List<FailedWrite> failed, Instant at) {
        List<RowWrite> rows = failed.stream().map(FailedWrite::right).toList();
        List<Injected> drifts = new ArrayList<>();
        target.submit(TargetWriter.concerned(rows), Delivery.next(random), connection -> {
                    drifts.clear();
                    for (FailedWrite write : failed) {
                        drifts.add(write.in(connection, at));
                    }
                })
                .join();
        return List.copyOf(drifts);
    }

    private FailedWrite failed(Connection source, DriftKind kind, EditableRow row) throws SQLException {
        ShopTable table = ShopTable.ofSource(row.table().ref().name());
        TenantId wrong = unused.wrongTenant(row);
        Fragment change = unused.oneOf(table.target().changes());
        return new FailedWrite(kind, table.read(source, row.key()), row.tenant(), change, wrong);
    }

    /** Executes the application's intended change; returns the rows that it wrote, none if no suitable row is left. */
    private List<EditableRow> change(EditSession source, DriftKind kind, EditableTable table) throws SQLException {
        List<EditableRow> rows =
                switch (kind) {
                    case LOST_INSERT -> insert(source, table);
                    case LOST_UPDATE -> update(source, table);
                    case LOST_DELETE -> delete(source, table);
                    case WRONG_FIELD, WRONG_TENANT ->
                        random.nextBoolean() ? insert(source, table) : update(source, table);
                    default -> throw new IllegalArgumentException("no application writes " + kind);
                };
        rows.forEach(unused::use);
        return rows;
    }

    private List<EditableRow> insert(EditSession source, EditableTable table) throws SQLException {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        return UnusedRows.each(
                unused.one(source, table, table.cold()),
                model -> source.copy(model, EditableTable.keyOf(table.newKey(), invented++, id)));
    }

    private List<EditableRow> update(EditSession source, EditableTable table) throws SQLException {
        return UnusedRows.each(unused.one(source, table, table.cold()), row -> {
            source.change(row, unused.oneOf(table.changes()));
            return row;
        });
    }

    /** An order goes with its payments and lines. */
    private List<EditableRow> delete(EditSession source, EditableTable table) throws SQLException {
        List<EditableRow> rows = table.equals(ShopSourceTables.ORDERS)
                ? unused.withChildren(
                        source, table, "order_id", List.of(ShopSourceTables.TRANSACTIONS, ShopSourceTables.ORDER_ITEMS))
                : unused.one(source, table, table.cold() + " AND " + table.childless());
        return UnusedRows.each(rows, row -> {
            source.delete(row);
            return row;
        });
    }
}
