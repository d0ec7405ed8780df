package dev.reconciler.app.demo.internal;

import dev.reconciler.app.demo.internal.RogueSession.Victim;
import dev.reconciler.app.demo.score.DriftKind;
import dev.reconciler.app.demo.score.Injected;
import dev.reconciler.row.RowKey;
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
import java.util.random.RandomGenerator;

/**
 * Damages rows of the target behind the daemon's back, as a role of its own, and says which.
 *
 * <p>Only rows that the load never touches are chosen, each at most once, so that nothing but the daemon can find and
 * repair them; {@link #changeHotRow} is the exception. Not safe for use by several threads.
 */
public final class DriftInjector {
    private static final List<DriftKind> KINDS = List.of(DriftKind.values());

    private final Login rogue;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Set<TableRow> used = new HashSet<>();
    private long invented = 9_000_000;
    private int turns;

    /** @param random of its own, seeded */
    public DriftInjector(Login rogue, RandomGenerator random, InstantSource clock) {
        this.rogue = rogue;
        this.random = random;
        this.clock = clock;
    }

    private record TableRow(String table, RowKey key) {}

    /** One more drift, the kinds in turn and the table by chance; empty if no row is left that suits. */
    public List<Injected> next() {
        DriftKind kind = KINDS.get(turns++ % KINDS.size());
        return inject(kind, oneOf(tablesFor(kind)));
    }

    /** Tables such as {@code shop.client} in which that kind of drift is possible, parents first. */
    public static List<String> tables(DriftKind kind) {
        return tablesFor(kind).stream().map(TargetTable::id).toList();
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
            List<Victim> hot = session.rows(TargetTable.CLIENT, "NOT t.archived");
            return hot.isEmpty() ? List.of() : List.of(change(session, oneOf(hot), at, true));
        });
    }

    private static List<TargetTable> tablesFor(DriftKind kind) {
        return switch (kind) {
            case MISSING_ROW, EXTRA_ROW, CHANGED_FIELD -> TargetTable.ALL;
            case WRONG_TENANT ->
                TargetTable.ALL.stream().filter(t -> t.tenant() != null).toList();
            case ORPHAN ->
                TargetTable.ALL.stream()
                        .filter(TargetTable.ORPHAN_KEY::containsKey)
                        .toList();
        };
    }

    private List<Injected> inject(DriftKind kind, TargetTable table) {
        return transact((session, at) -> switch (kind) {
            case MISSING_ROW ->
                table.equals(TargetTable.SALES_ORDER) ? loseOrder(session, at) : lose(session, table, at);
            case EXTRA_ROW -> invent(session, table, at, kind, table.newKey());
            case CHANGED_FIELD -> {
                List<Victim> victims = unused(session, table, table.cold());
                yield victims.isEmpty() ? List.of() : List.of(change(session, oneOf(victims), at, false));
            }
            case WRONG_TENANT -> move(session, table, at);
            case ORPHAN -> {
                session.ignoreForeignKeys();
                yield invent(session, table, at, kind, Objects.requireNonNull(TargetTable.ORPHAN_KEY.get(table)));
            }
        });
    }

    private List<Injected> lose(RogueSession session, TargetTable table, Instant at) throws SQLException {
        List<Victim> victims = unused(session, table, table.cold() + " AND " + table.childless());
        return victims.isEmpty() ? List.of() : List.of(delete(session, oneOf(victims), at));
    }

    private List<Injected> loseOrder(RogueSession session, Instant at) throws SQLException {
        List<Victim> orders = new ArrayList<>(unused(session, TargetTable.SALES_ORDER, "t.archived"));
        while (!orders.isEmpty()) {
            Victim order = orders.remove(random.nextInt(orders.size()));
            Object orderNo = Long.valueOf(order.key().parts().get(0));
            List<Victim> rows = new ArrayList<>(session.rows(TargetTable.PAYMENT, "t.order_no = ?", orderNo));
            rows.addAll(session.rows(TargetTable.ORDER_LINE, "t.order_no = ?", orderNo));
            rows.add(order);
            if (rows.stream().noneMatch(this::isUsed)) {
                List<Injected> drifts = new ArrayList<>();
                for (Victim row : rows) {
                    drifts.add(delete(session, row, at));
                }
                return drifts;
            }
        }
        return List.of();
    }

    private Injected delete(RogueSession session, Victim row, Instant at) throws SQLException {
        Set<String> values = session.groupValues(row);
        session.delete(row);
        return injected(DriftKind.MISSING_ROW, row, at, Set.of(row.tenant()), values, false);
    }

    private List<Injected> invent(RogueSession session, TargetTable table, Instant at, DriftKind kind, String newKey)
            throws SQLException {
        List<Victim> models = unused(session, table, table.cold());
        if (models.isEmpty()) {
            return List.of();
        }
        UUID id = new UUID(random.nextLong(), random.nextLong());
        Victim row = session.copy(oneOf(models), newKey.formatted(invented++, id));
        return List.of(injected(kind, row, at, Set.of(row.tenant()), session.groupValues(row), false));
    }

    private Injected change(RogueSession session, Victim row, Instant at, boolean hot) throws SQLException {
        Set<String> values = new HashSet<>(session.groupValues(row));
        session.change(row, oneOf(row.table().changes()));
        values.addAll(session.groupValues(row));
        return injected(DriftKind.CHANGED_FIELD, row, at, Set.of(row.tenant()), values, hot);
    }

    private List<Injected> move(RogueSession session, TargetTable table, Instant at) throws SQLException {
        List<Victim> victims = unused(session, table, table.cold());
        if (victims.isEmpty()) {
            return List.of();
        }
        Victim row = oneOf(victims);
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
            DriftKind kind, Victim row, Instant at, Set<TenantId> tenants, Set<String> values, boolean hot) {
        used.add(new TableRow(row.table().id(), row.key()));
        Set<String> tables = new HashSet<>(row.table().disturbs());
        tables.add(row.table().id());
        return new Injected(
                kind, row.table().id(), row.tenant(), row.key(), at, new Injected.Reach(tables, tenants, values), hot);
    }

    private List<Victim> unused(RogueSession session, TargetTable table, String condition) throws SQLException {
        return session.rows(table, condition).stream()
                .filter(row -> !isUsed(row))
                .toList();
    }

    private boolean isUsed(Victim row) {
        return used.contains(new TableRow(row.table().id(), row.key()));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private interface Damage {
        List<Injected> in(RogueSession session, Instant at) throws SQLException;
    }

    private List<Injected> transact(Damage damage) {
        try (Connection target = rogue.connect()) {
            target.setAutoCommit(false);
            List<Injected> drifts = damage.in(new RogueSession(target), clock.instant());
            target.commit();
            return drifts;
        } catch (SQLException e) {
            throw new IllegalStateException("no drift could be injected as " + rogue, e);
        }
    }
}
