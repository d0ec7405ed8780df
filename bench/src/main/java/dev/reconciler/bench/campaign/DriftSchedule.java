package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * Injects drift: by marks that {@link Tampering} obeys, or by writing the target. Every kind except
 * {@link CampaignDrift#ROGUE_UPDATE_HOT} has its own rows, each used once, so the load does not decide whether the daemon must
 * find it.
 */
final class DriftSchedule implements AutoCloseable {
    /**
     * Its own account on the source, changed in every transaction, so that no transaction is empty when its other events are
     * lost.
     */
    private static final int COMPANION = CampaignShop.QUIET;

    private final World world;
    private final CampaignLoad load;
    private final RandomGenerator random;
    private final Duration pace;
    private final List<Injected> injected = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "drift");
    private int next;
    private volatile boolean stopped;

    /** @param pace between two drifts, on average */
    DriftSchedule(World world, CampaignLoad load, RandomGenerator random, Duration pace) {
        this.world = world;
        this.load = load;
        this.random = random;
        this.pace = pace;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    List<Injected> injected() {
        return List.copyOf(injected);
    }

    private void run() {
        CampaignDrift[] kinds = CampaignDrift.values();
        int offset = random.nextInt(kinds.length);
        try {
            for (int turn = 0; !stopped; turn++) {
                inject(kinds[(offset + turn) % kinds.length]);
                Waits.pause(Waits.between(
                        random, pace.dividedBy(2), pace.multipliedBy(3).dividedBy(2)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Injects one drift. Other threads than the injector's may call it. */
    synchronized void inject(CampaignDrift drift) throws InterruptedException {
        int row = CampaignShop.QUIET + 1 + next++;
        RowKey key = key(drift, row);
        Instant at = Instant.now();
        boolean certain = true;
        try {
            if (isOfTarget(drift)) {
                onTarget(rogue(drift, key.parts().get(0), row));
            } else {
                onSource(marked(drift, key.parts().get(0), row));
            }
        } catch (SQLException e) {
            world.timeline.note(
                    "drift %s of %s may not have been committed: %s", drift, key, String.valueOf(e.getMessage()));
            certain = false;
        }
        injected.add(injected(drift, key, at, certain));
        world.timeline.note("drift %s %s/%s", drift, drift.table(), key);
    }

    private Injected injected(CampaignDrift drift, RowKey key, Instant at, boolean certain) {
        String table = world.tableId(drift.table());
        TenantId tenant = CampaignShop.tenantOf(Integer.parseInt(key.parts().get(0)));
        Set<TenantId> tenants =
                drift == CampaignDrift.TENANT_SWITCH ? Set.of(tenant, CampaignShop.otherThan(tenant)) : Set.of(tenant);
        return new Injected(
                drift.kind(),
                table,
                tenant,
                key,
                at,
                new Injected.Reach(Set.of(table), tenants, Set.of()),
                !certain || drift == CampaignDrift.ROGUE_UPDATE_HOT);
    }

    private static boolean isOfTarget(CampaignDrift kind) {
        return switch (kind) {
            case ROGUE_UPDATE, ROGUE_DELETE, ROGUE_INSERT, TENANT_SWITCH, ROGUE_UPDATE_HOT -> true;
            default -> false;
        };
    }

    private RowKey key(CampaignDrift kind, int row) {
        return switch (kind) {
            case ROGUE_DELETE -> RowKey.of(String.valueOf(row), "1");
            case ROGUE_INSERT -> RowKey.of(String.valueOf(row), "7");
            case INSERT_DROPPED -> RowKey.of(String.valueOf(row + CampaignShop.NEW));
            case ROGUE_UPDATE_HOT -> RowKey.of(String.valueOf(1 + random.nextInt(CampaignLoad.HOT)));
            default -> RowKey.of(String.valueOf(row));
        };
    }

    private static String rogue(CampaignDrift kind, String key, int row) {
        return switch (kind) {
            case ROGUE_UPDATE -> "UPDATE docs SET title = 'rogue' WHERE id = " + key;
            case ROGUE_DELETE -> "DELETE FROM items WHERE order_id = " + row + " AND line_no = 1";
            case ROGUE_INSERT -> "INSERT INTO items SELECT id, 7, tenant_id, 1, 0.01, 0 FROM orders WHERE id = " + row;
            case TENANT_SWITCH ->
                "UPDATE docs SET tenant_id = CASE tenant_id WHEN 'acme' THEN 'globex' ELSE 'acme' END WHERE id = "
                        + key;
            case ROGUE_UPDATE_HOT -> "UPDATE accounts SET name = 'rogue' WHERE id = " + key;
            default -> throw new IllegalArgumentException(kind + " is the stream's");
        };
    }

    private static List<String> marked(CampaignDrift kind, String key, int row) {
        String order = "UPDATE orders SET note = '%s' WHERE id = " + key;
        String doc = "UPDATE docs SET title = '%s' WHERE id = " + key;
        return switch (kind) {
            case EVENT_DROPPED -> List.of(order.formatted(Tampering.DROP));
            case INSERT_DROPPED ->
                List.of("INSERT INTO orders SELECT " + key + ", tenant_id, id, 'new', '" + Tampering.DROP
                        + "', 0 FROM accounts WHERE id = " + row);
            case DELETE_DROPPED -> List.of(doc.formatted(Tampering.DROP_DELETE), "DELETE FROM docs WHERE id = " + key);
            case EVENT_ALTERED -> List.of(doc.formatted(Tampering.ALTER));
            case EVENT_DOUBLED -> List.of(order.formatted(Tampering.TWICE));
            case EVENT_REPEATED_LATE -> List.of(doc.formatted(Tampering.AGAIN_LATER), doc.formatted("after"));
            case EVENTS_REORDERED -> List.of(order.formatted(Tampering.SWAP), order.formatted("after"));
            default -> throw new IllegalArgumentException(kind + " is the target's");
        };
    }

    private void onTarget(String sql) throws SQLException {
        LabServer target = world.server(CampaignServer.TARGET);
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(target.dialect().lockTimeout(30));
            if (statement.executeUpdate(sql) != 1) {
                throw new SQLException("changed no row: " + sql);
            }
        }
    }

    private void onSource(List<String> statements) throws SQLException, InterruptedException {
        load.transaction("drift", statement -> {
            statement.execute("UPDATE accounts SET balance = balance + 1 WHERE id = " + COMPANION);
            for (String sql : statements) {
                if (statement.executeUpdate(sql) != 1) {
                    throw new SQLException("changed no row: " + sql);
                }
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
