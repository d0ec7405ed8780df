package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.drift.EditSession.EditableRow;
import dev.reconciler.bench.lab.load.Delivery;
import dev.reconciler.bench.lab.load.TargetWriter;
import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.RowWrite;
import dev.reconciler.bench.lab.shop.ShopSeed;
import dev.reconciler.bench.lab.shop.ShopSourceTables;
import dev.reconciler.bench.lab.shop.ShopTable;
import dev.reconciler.bench.lab.shop.TableRow;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dual-writing application's mistakes: it writes the source as it should, and a moment later the target not at all, or
 * wrongly, and takes no notice.
 *
 * <p>Each is a row's last write: only rows that the load never touches are written, each at most once, so that no later write
 * makes up for it.
 */
public final class FailingWrites implements DriftInjector {
    private static final List<DriftKind> KINDS = List.of(
            DriftKind.LOST_INSERT,
            DriftKind.LOST_UPDATE,
            DriftKind.LOST_DELETE,
            DriftKind.WRONG_FIELD,
            DriftKind.WRONG_TENANT);

    private final Login application;
    private final TargetWriter target;
    private final SplittableRandom random;
    private final InstantSource clock;
    private final Set<TableRow> used = new HashSet<>();
    private long invented = 8_000_000;
    private int turns;

    /** @param random of its own, seeded */
    public FailingWrites(Login application, TargetWriter target, SplittableRandom random, InstantSource clock) {
        this.application = application;
        this.target = target;
        this.random = random;
        this.clock = clock;
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
        return inject(kind, oneOf(tables(kind)));
    }

    private static List<EditableTable> tables(DriftKind kind) {
        return ShopSourceTables.ALL.stream()
                .filter(table -> kind != DriftKind.WRONG_TENANT || table.tenant() != null)
                .toList();
    }

    /** Returns when the failed write lies behind. */
    private List<Injected> inject(DriftKind kind, EditableTable table) {
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
        } catch (SQLException e) {
            throw new IllegalStateException("the application could not write as " + application, e);
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
        ShopTable table = ShopTable.ofSource(row.table().name());
        TenantId wrong = oneOf(ShopSeed.TENANTS.stream()
                .map(TenantId::new)
                .filter(tenant -> !tenant.equals(row.tenant()))
                .toList());
        String change = oneOf(table.target().changes());
        return new FailedWrite(kind, table.read(source, row.key()), row.tenant(), change, wrong);
    }

    /** Does what the application means to do; returns the rows that it wrote, none if no row is left that suits. */
    private List<EditableRow> change(EditSession source, DriftKind kind, EditableTable table) throws SQLException {
        List<EditableRow> rows =
                switch (kind) {
                    case LOST_INSERT -> insert(source, table);
                    case LOST_UPDATE -> update(source, table);
                    case LOST_DELETE ->
                        table.equals(ShopSourceTables.ORDERS) ? deleteOrder(source) : delete(source, table);
                    case WRONG_FIELD, WRONG_TENANT ->
                        random.nextBoolean() ? insert(source, table) : update(source, table);
                    default -> throw new IllegalArgumentException("no application writes " + kind);
                };
        rows.forEach(row -> used.add(name(row)));
        return rows;
    }

    private List<EditableRow> insert(EditSession source, EditableTable table) throws SQLException {
        List<EditableRow> models = unused(source, table, table.cold());
        UUID id = new UUID(random.nextLong(), random.nextLong());
        return models.isEmpty()
                ? List.of()
                : List.of(source.copy(oneOf(models), table.newKey().formatted(invented++, id)));
    }

    private List<EditableRow> update(EditSession source, EditableTable table) throws SQLException {
        List<EditableRow> rows = unused(source, table, table.cold());
        if (rows.isEmpty()) {
            return List.of();
        }
        EditableRow row = oneOf(rows);
        source.change(row, oneOf(table.changes()));
        return List.of(row);
    }

    private List<EditableRow> delete(EditSession source, EditableTable table) throws SQLException {
        List<EditableRow> rows = unused(source, table, table.cold() + " AND " + table.childless());
        if (rows.isEmpty()) {
            return List.of();
        }
        EditableRow row = oneOf(rows);
        source.delete(row);
        return List.of(row);
    }

    /** With its payments and lines. */
    private List<EditableRow> deleteOrder(EditSession source) throws SQLException {
        List<EditableRow> orders = new ArrayList<>(unused(source, ShopSourceTables.ORDERS, "t.archived"));
        while (!orders.isEmpty()) {
            EditableRow order = orders.remove(random.nextInt(orders.size()));
            Object id = Long.valueOf(order.key().parts().get(0));
            List<EditableRow> rows = new ArrayList<>(source.rows(ShopSourceTables.TRANSACTIONS, "t.order_id = ?", id));
            rows.addAll(source.rows(ShopSourceTables.ORDER_ITEMS, "t.order_id = ?", id));
            rows.add(order);
            if (rows.stream().noneMatch(row -> used.contains(name(row)))) {
                for (EditableRow row : rows) {
                    source.delete(row);
                }
                return rows;
            }
        }
        return List.of();
    }

    private List<EditableRow> unused(EditSession source, EditableTable table, String condition) throws SQLException {
        return source.rows(table, condition).stream()
                .filter(row -> !used.contains(name(row)))
                .toList();
    }

    private static TableRow name(EditableRow row) {
        return new TableRow(row.table().id(), row.key());
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
