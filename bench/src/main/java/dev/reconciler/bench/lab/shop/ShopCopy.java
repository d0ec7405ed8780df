package dev.reconciler.bench.lab.shop;

import java.sql.Connection;
import java.sql.SQLException;

/** The initial copy of the application's authors, before the application began to write both sides. */
public final class ShopCopy {
    private ShopCopy() {}

    /** Copies every row, in one transaction, while no application writes either side. */
    public static void fill(Login application, Login targetOwner) {
        try (Connection source = application.connect();
                Connection target = targetOwner.connect()) {
            target.setAutoCommit(false);
            TargetRows rows = new TargetRows(target);
            for (ShopTable table : ShopTable.ALL) {
                rows.save(table.readAll(source));
            }
            target.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the shop could not be copied", e);
        }
    }
}
