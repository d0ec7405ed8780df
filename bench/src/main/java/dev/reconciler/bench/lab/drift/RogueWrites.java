package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.drift.EditSession.EditableRow;
import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.bench.lab.shop.ShopTargetTables;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Damages rows of the target as another application would, under its own role, and returns them.
 *
 * <p>Only rows that the load never touches are chosen, each at most once, so that only the daemon can find and repair them;
 * {@link #changeHotRow} is the exception. Not safe for use by several threads.
 */
public final class RogueWrites implements DriftInjector {
    /** The kinds of drift that another application can cause in a row of the target. */
    public static final List<DriftKind> KINDS = List.of(
            DriftKind.MISSING_ROW,
            DriftKind.EXTRA_ROW,
            DriftKind.CHANGED_FIELD,
            DriftKind.WRONG_TENANT,
            DriftKind.ORPHAN);

    private static final int ATTEMPTS = 5;

    private final Login rogue;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final UnusedRows unused;
    private long invented = 9_000_000;
    private int turns;

    /** @param random seeded, not shared */
    public RogueWrites(Login rogue, RandomGenerator random, InstantSource clock) {
        this.rogue = rogue;
        this.random = random;
        this.clock = clock;
        this.unused = new UnusedRows(random);
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
        return inject(kind, unused.oneOf(tablesFor(kind)));
    }

    /** Tables such as {@code shop.client} in which that kind of drift is possible, parents first. */
    public static List<String> tables(DriftKind kind) {
        return tablesFor(kind).stream().map(EditableTable::id).toList();
    }

    /**
     * Injects drift of that kind in that table; a missing order includes its lines and payments. Empty if no suitable row is
     * left.
     */
    public List<Injected> inject(DriftKind kind, String table) {
        return inject(
                kind,
                tablesFor(kind).stream()
                        .filter(t -> t.id().equals(table))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no " + kind + " in " + table)));
    }

    /** Changes a field of a row that the load writes too, and so may heal. */
    public List<Injected> changeHotRow() {
        return transact((session, at) -> {
            List<EditableRow> hot = session.rows(ShopTargetTables.CLIENT, "NOT t.archived");
            return hot.isEmpty() ? List.of() : List.of(change(session, unused.oneOf(hot), at, true));
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
            case MISSING_ROW -> UnusedRows.each(losable(session, table), row -> delete(session, row, at));
            case EXTRA_ROW ->
                UnusedRows.each(
                        unused.one(session, table, table.cold()),
                        model -> invent(session, model, at, kind, table.newKey()));
            case CHANGED_FIELD ->
                UnusedRows.each(unused.one(session, table, table.cold()), row -> change(session, row, at, false));
            case WRONG_TENANT ->
                UnusedRows.each(unused.one(session, table, table.cold()), row -> move(session, row, at));
            case ORPHAN -> {
                session.ignoreForeignKeys();
                Map<String, String> newKey = Objects.requireNonNull(ShopTargetTables.ORPHAN_KEY.get(table));
                yield UnusedRows.each(
                        unused.one(session, table, table.cold()), model -> invent(session, model, at, kind, newKey));
            }
            default -> throw new IllegalArgumentException(kind + " is not done to a row of the target");
        });
    }

    private List<EditableRow> losable(EditSession session, EditableTable table) throws SQLException {
        return table.equals(ShopTargetTables.SALES_ORDER)
                ? unused.withChildren(
                        session, table, "order_no", List.of(ShopTargetTables.PAYMENT, ShopTargetTables.ORDER_LINE))
                : unused.one(session, table, table.cold() + " AND " + table.childless());
    }

    private Injected delete(EditSession session, EditableRow row, Instant at) throws SQLException {
        Set<String> values = session.groupValues(row);
        session.delete(row);
        return injected(DriftKind.MISSING_ROW, row, at, Set.of(row.tenant()), values, false);
    }

    private Injected invent(
            EditSession session, EditableRow model, Instant at, DriftKind kind, Map<String, String> newKey)
            throws SQLException {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        EditableRow row = session.copy(model, EditableTable.keyOf(newKey, invented++, id));
        return injected(kind, row, at, Set.of(row.tenant()), session.groupValues(row), false);
    }

    private Injected change(EditSession session, EditableRow row, Instant at, boolean hot) throws SQLException {
        Set<String> values = new HashSet<>(session.groupValues(row));
        session.change(row, unused.oneOf(row.table().changes()));
        values.addAll(session.groupValues(row));
        return injected(DriftKind.CHANGED_FIELD, row, at, Set.of(row.tenant()), values, hot);
    }

    private Injected move(EditSession session, EditableRow row, Instant at) throws SQLException {
        TenantId wrong = unused.wrongTenant(row);
        Set<String> values = new HashSet<>(session.groupValues(row));
        session.move(row, wrong);
        values.addAll(session.groupValues(row));
        return injected(DriftKind.WRONG_TENANT, row, at, Set.of(row.tenant(), wrong), values, false);
    }

    private Injected injected(
            DriftKind kind, EditableRow row, Instant at, Set<TenantId> tenants, Set<String> values, boolean hot) {
        unused.use(row);
        return row.injected(kind, at, tenants, values, hot);
    }

    private interface Damage {
        List<Injected> in(EditSession session, Instant at) throws SQLException;
    }

    /** As an application does, it repeats a transaction that a deadlock rolled back, with another row. */
    private List<Injected> transact(Damage damage) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(damage);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !ShopSql.isRolledBack(e)) {
                    throw new IllegalStateException(
                            "no drift could be injected as " + rogue + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private List<Injected> attempt(Damage damage) throws SQLException {
        try (Connection target = rogue.connect()) {
            target.setAutoCommit(false);
            List<Injected> drifts = damage.in(new EditSession(target), clock.instant());
            target.commit();
            return drifts;
        }
    }
}
