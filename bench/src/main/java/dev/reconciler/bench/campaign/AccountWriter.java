package dev.reconciler.bench.campaign;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * Small transactions of the shop. Each begins with its account, so transactions on the orders of one account run one after
 * another.
 */
public final class AccountWriter implements CampaignLoad.Writer {
    /** An order's other key. */
    private static final int ELSEWHERE = 1_000_000;

    private final Random random;
    private final boolean cascades;
    private long next;

    /** @param cascades true if a foreign key changes the lines of an order with its key, and deletes them with it */
    public AccountWriter(int writer, Random random, boolean cascades) {
        this.random = random;
        this.cascades = cascades;
        this.next = 10_000_000L + writer * 10_000_000L;
    }

    @Override
    public boolean transaction(Statement sql) throws SQLException {
        int account = 1 + random.nextInt(random.nextInt(10) < 8 ? CampaignLoad.HOT : CampaignShop.ACCOUNTS);
        long order = account * 1000L + 1 + random.nextInt(5);
        sql.execute("UPDATE accounts SET balance = balance + " + random.nextInt(100) + " WHERE id = " + account);
        switch (random.nextInt(12)) {
            case 0 -> insertOrder(sql, account);
            case 1, 2 -> {
                sql.execute("UPDATE orders SET state = left(state || '.', 40) WHERE id = " + order);
                sql.execute("UPDATE items SET quantity = quantity + 1 WHERE order_id = " + order);
            }
            case 3 -> sql.execute("UPDATE items SET line_no = 1000 - line_no WHERE order_id = " + order);
            case 4 -> moveOrder(sql, order);
            case 5 -> { // deleted, and inserted again within the transaction
                sql.execute("DELETE FROM items WHERE order_id = " + order);
                sql.execute(
                        "INSERT INTO items SELECT id, n, tenant_id, 7, 1.50, 0 FROM orders, numbers WHERE n IN (1, 2)"
                                + " AND id = " + order);
            }
            case 6 -> deleteOrder(sql, order);
            case 7 -> bringBack(sql, account, order);
            case 8 -> document(sql);
            case 9 -> {
                sql.execute("SAVEPOINT s");
                sql.execute("UPDATE orders SET note = 'never' WHERE id = " + order);
                sql.execute("DELETE FROM items WHERE order_id = " + order);
                sql.execute("ROLLBACK TO SAVEPOINT s");
                sql.execute("UPDATE orders SET note = 'kept' WHERE id = " + order);
            }
            case 10 -> {
                insertOrder(sql, account);
                return false;
            }
            default ->
                sql.execute("UPDATE accounts SET name = 'name " + random.nextInt(1000) + "' WHERE id = " + account);
        }
        return true;
    }

    private void insertOrder(Statement sql, int account) throws SQLException {
        long id = next++;
        sql.execute("INSERT INTO orders SELECT " + id
                + ", tenant_id, id, 'new', repeat('n', 50), 0 FROM accounts WHERE id = " + account);
        sql.execute("INSERT INTO items SELECT " + id
                + ", n, tenant_id, n, 5, 0 FROM accounts, numbers WHERE n IN (1, 2, 3) AND id = " + account);
    }

    /** Changes the key of an order, or changes it back; a cascade changes its lines. */
    private void moveOrder(Statement sql, long order) throws SQLException {
        String other = "CASE %3$s WHEN %1$d THEN %2$d ELSE %1$d END WHERE %3$s IN (%1$d, %2$d)";
        sql.execute("UPDATE orders SET id = " + other.formatted(order, order + ELSEWHERE, "id"));
        if (!cascades) {
            sql.execute("UPDATE items SET order_id = " + other.formatted(order, order + ELSEWHERE, "order_id"));
        }
        // A cascade gives a line no version on every server.
        sql.execute("UPDATE items SET quantity = quantity + 1 WHERE order_id IN (" + order + ", " + (order + ELSEWHERE)
                + ")");
    }

    private void deleteOrder(Statement sql, long order) throws SQLException {
        String both = " IN (" + order + ", " + (order + ELSEWHERE) + ")";
        if (!cascades) {
            sql.execute("DELETE FROM items WHERE order_id" + both);
        }
        sql.execute("DELETE FROM orders WHERE id" + both);
    }

    private static void bringBack(Statement sql, int account, long order) throws SQLException {
        sql.execute("""
                INSERT INTO orders SELECT %1$d, tenant_id, id, 'back', NULL, 0 FROM accounts
                WHERE id = %3$d AND NOT EXISTS (SELECT 1 FROM orders WHERE id IN (%1$d, %2$d))""".formatted(order, order + ELSEWHERE, account));
        sql.execute("""
                INSERT INTO items SELECT id, 1, tenant_id, 3, 2.5, 0 FROM orders
                WHERE id = %1$d AND NOT EXISTS (SELECT 1 FROM items WHERE order_id = %1$d AND line_no = 1)""".formatted(order));
    }

    /** Changes a document whose large value mostly stays unchanged, so that its events lack the value. */
    private void document(Statement sql) throws SQLException {
        int id = 1 + random.nextInt(CampaignShop.ACCOUNTS);
        switch (random.nextInt(6)) {
            case 0 ->
                sql.execute("UPDATE docs SET body = repeat('body " + random.nextInt(1, 1000) + " ', 1500) WHERE id = "
                        + id);
            case 1 -> {
                sql.execute("DELETE FROM docs WHERE id = " + id);
                sql.execute("INSERT INTO docs SELECT " + id + ", tenant_id, 'again', repeat('again ', 2000), 0"
                        + " FROM accounts WHERE id = " + id);
            }
            default -> sql.execute("UPDATE docs SET title = 'title " + random.nextInt(1000) + "' WHERE id = " + id);
        }
    }
}
