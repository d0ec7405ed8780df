package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.drift.EditSession.EditableRow;
import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ShopSeed;
import dev.reconciler.bench.lab.shop.ShopTargetTables;
import dev.reconciler.bench.lab.shop.TableRow;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Damages rows of the target behind the daemon's back, as a role of its own, and says which.
 *
 * <p>Only rows that the load never touches are chosen, each at most once, so that nothing but the daemon can find and
 * repair them; {@link #changeHotRow} is the exception. Not safe for use by several threads.
 */
public final class RogueWrites implements DriftInjector {
    /** What somebody can do to a row of the target. */
    public static final List<DriftKind> KINDS = List.of(
            DriftKind.MISSING_ROW,
            DriftKind.EXTRA_ROW,
            DriftKind.CHANGED_FIELD,
            DriftKind.WRONG_TENANT,
            DriftKind.ORPHAN);

    private final Login rogue;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Set<TableRow> used = new HashSet<>();
    private long invented = 9_000_000;
    private int turns;

    /** @param random of its own, seeded */
    public RogueWrites(Login rogue, RandomGenerator random, InstantSource clock) {
        this.rogue = rogue;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public List<Supplier<List<Injected>>> all() {
        return KINDS.stream()
                .flatMap(kind ->
                        tables(kind).stream().map(table -> (Supplier<List<Injected>>) () -> inject(kind, table)))
                .toList();
    }

    @Override
    public List<Injected> next() {
        DriftKind kind = KINDS.get(turns++ % KINDS.size());
        return inject(kind, oneOf(tablesFor(kind)));
    }

    /** Tables such as {@code shop.client} in which that kind of drift is possible, parents first. */
    public static List<String> tables(DriftKind kind) {
        return tablesFor(kind).stream().map(EditableTable::id).toList();
    }

    /** Drift of that kind in that table; a missing order comes with its lines and payments. Empty if no row is left that suits. */
    public List<Injected> inject(DriftKind kind, String table) {
        return inject(
                kind,
                tablesFor(kind).stream()
                        .filter(t -> t.id().equals(table))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no " + kind + " in " + table)));
    }

    /** A changed field in a row that the load writes too, and so may heal. */
    public List<Injected> changeHotRow() {
        return transact((session, at) -> {
            List<EditableRow> hot = session.rows(ShopTargetTables.CLIENT, "NOT t.archived");
            return hot.isEmpty() ? List.of() : List.of(change(session, oneOf(hot), at, true));
        });
    }

    private static List<EditableTable> tablesFor(DriftKind kind) {
        return switch (kind) {
            case MISSING_ROW, EXTRA_ROW, CHANGED_FIELD -> ShopTargetTables.ALL;
            case WRONG_TENANT ->
                ShopTargetTables.ALL.stream().filter(t -> t.tenant() != null).toList();
            case ORPHAN ->
                ShopTargetTables.ALL.stream()
                        .filter(ShopTargetTables.ORPHAN_KEY::containsKey)
                        .toList();
            default -> throw new IllegalArgumentException(kind + " is not done to a row of the target");
        };
    }

    private List<Injected> inject(DriftKind kind, EditableTable table) {
        return transact((session, at) -> switch (kind) {
            case MISSING_ROW ->
                table.equals(ShopTargetTables.SALES_ORDER) ? loseOrder(session, at) : lose(session, table, at);
            case EXTRA_ROW -> invent(session, table, at, kind, table.newKey());
            case CHANGED_FIELD -> {
                List<EditableRow> victims = unused(session, table, table.cold());
                yield victims.isEmpty() ? List.of() : List.of(change(session, oneOf(victims), at, false));
            }
            case WRONG_TENANT -> move(session, table, at);
            case ORPHAN -> {
                session.ignoreForeignKeys();
                yield invent(session, table, at, kind, Objects.requireNonNull(ShopTargetTables.ORPHAN_KEY.get(table)));
            }
            default -> throw new IllegalArgumentException(kind + " is not done to a row of the target");
        });
    }

    private List<Injected> lose(EditSession session, EditableTable table, Instant at) throws SQLException {
        List<EditableRow> victims = unused(session, table, table.cold() + " AND " + table.childless());
        return victims.isEmpty() ? List.of() : List.of(delete(session, oneOf(victims), at));
    }

    private List<Injected> loseOrder(EditSession session, Instant at) throws SQLException {
        List<EditableRow> orders = new ArrayList<>(unused(session, ShopTargetTables.SALES_ORDER, "t.archived"));
        while (!orders.isEmpty()) {
            EditableRow order = orders.remove(random.nextInt(orders.size()));
            Object orderNo = Long.valueOf(order.key().parts().get(0));
            List<EditableRow> rows = new ArrayList<>(session.rows(ShopTargetTables.PAYMENT, "t.order_no = ?", orderNo));
            rows.addAll(session.rows(ShopTargetTables.ORDER_LINE, "t.order_no = ?", orderNo));
            rows.add(order);
            if (rows.stream().noneMatch(this::isUsed)) {
                List<Injected> drifts = new ArrayList<>();
                for (EditableRow row : rows) {
                    drifts.add(delete(session, row, at));
                }
                return drifts;
            }
        }
        return List.of();
    }

    private Injected delete(EditSession session, EditableRow row, Instant at) throws SQLException {
        Set<String> values = session.groupValues(row);
        session.delete(row);
        return injected(DriftKind.MISSING_ROW, row, at, Set.of(row.tenant()), values, false);
    }

    private List<Injected> invent(EditSession session, EditableTable table, Instant at, DriftKind kind, String newKey)
            throws SQLException {
        List<EditableRow> models = unused(session, table, table.cold());
        if (models.isEmpty()) {
            return List.of();
        }
        UUID id = new UUID(random.nextLong(), random.nextLong());
        EditableRow row = session.copy(oneOf(models), newKey.formatted(invented++, id));
        return List.of(injected(kind, row, at, Set.of(row.tenant()), session.groupValues(row), false));
    }

    private Injected change(EditSession session, EditableRow row, Instant at, boolean hot) throws SQLException {
        Set<String> values = new HashSet<>(session.groupValues(row));
        session.change(row, oneOf(row.table().changes()));
        values.addAll(session.groupValues(row));
        return injected(DriftKind.CHANGED_FIELD, row, at, Set.of(row.tenant()), values, hot);
    }

    private List<Injected> move(EditSession session, EditableTable table, Instant at) throws SQLException {
        List<EditableRow> victims = unused(session, table, table.cold());
        if (victims.isEmpty()) {
            return List.of();
        }
        EditableRow row = oneOf(victims);
        TenantId wrong = oneOf(ShopSeed.TENANTS.stream()
                .map(TenantId::new)
                .filter(t -> !t.equals(row.tenant()))
                .toList());
        Set<String> values = new HashSet<>(session.groupValues(row));
        session.move(row, wrong);
        values.addAll(session.groupValues(row));
        return List.of(injected(DriftKind.WRONG_TENANT, row, at, Set.of(row.tenant(), wrong), values, false));
    }

    private Injected injected(
            DriftKind kind, EditableRow row, Instant at, Set<TenantId> tenants, Set<String> values, boolean hot) {
        used.add(new TableRow(row.table().id(), row.key()));
        return row.injected(kind, at, tenants, values, hot);
    }

    private List<EditableRow> unused(EditSession session, EditableTable table, String condition) throws SQLException {
        return session.rows(table, condition).stream()
                .filter(row -> !isUsed(row))
                .toList();
    }

    private boolean isUsed(EditableRow row) {
        return used.contains(new TableRow(row.table().id(), row.key()));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private interface Damage {
        List<Injected> in(EditSession session, Instant at) throws SQLException;
    }

    private List<Injected> transact(Damage damage) {
        try (Connection target = rogue.connect()) {
            target.setAutoCommit(false);
            List<Injected> drifts = damage.in(new EditSession(target), clock.instant());
            target.commit();
            return drifts;
        } catch (SQLException e) {
            throw new IllegalStateException("no drift could be injected as " + rogue, e);
        }
    }
}
