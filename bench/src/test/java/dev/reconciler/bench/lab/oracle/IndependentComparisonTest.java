package dev.reconciler.bench.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.bench.lab.drift.EditSession;
import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.ShopDatabases;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.bench.lab.shop.ShopTargetTables;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class IndependentComparisonTest {
    @Test
    void everyMappedColumnIsCompared() throws SQLException {
        ShopDatabases shop = ShopDatabases.migrated(1, 60);
        List<RowDifference> planted = new ArrayList<>();
        try (Connection target = shop.targetOwner().connect()) {
            // Foreign keys are not what is tested here.
            for (String drop : foreignKeys(shop)) {
                ShopSql.script(target, drop);
            }
            for (EditableTable table : ShopTargetTables.ALL) {
                List<EditSession.EditableRow> rows = new EditSession(target).rows(table, "true");
                List<String> columns = otherColumns(shop, table);
                assertThat(rows).hasSizeGreaterThanOrEqualTo(columns.size());
                for (int i = 0; i < columns.size(); i++) {
                    EditSession.EditableRow row = rows.get(i);
                    String column = columns.get(i);
                    new EditSession(target).change(row, dialect -> column);
                    planted.add(new RowDifference(table.id(), row.key()));
                }
            }
        }

        assertThat(shop.comparison().differences()).containsExactlyInAnyOrderElementsOf(planted);
    }

    @Test
    void rowsOfOneSideAreFoundInEachTable() throws SQLException {
        ShopDatabases shop = ShopDatabases.migrated(1, 20);
        shop.changeTarget("DELETE FROM shop.payment; DELETE FROM shop.order_line; DELETE FROM shop.sales_order");
        shop.changeTarget("DELETE FROM shop.client; DELETE FROM shop.product; DELETE FROM shop.currency");
        shop.changeTarget("INSERT INTO shop.currency VALUES ('XXX', 'None', 0, 1, false, now())");

        List<RowDifference> differences = shop.comparison().differences();

        assertThat(differences).contains(new RowDifference("shop.currency", RowKey.of("XXX")));
        for (String[] pair : new String[][] {
            {"currency", "currencies"},
            {"client", "customers"},
            {"product", "products"},
            {"sales_order", "orders"},
            {"order_line", "order_items"},
            {"payment", "transactions"}
        }) {
            long expected = (Long) shop.source("SELECT count(*) AS n FROM " + pair[1])
                            .get(0)
                            .get("n")
                    + (pair[0].equals("currency") ? 1 : 0);
            assertThat(differences.stream().filter(d -> d.table().equals("shop." + pair[0])))
                    .as(pair[0])
                    .hasSize((int) expected);
        }
    }

    private static List<String> foreignKeys(ShopDatabases shop) {
        return shop
                .target("SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS s"
                        + " FROM pg_constraint WHERE contype = 'f'")
                .stream()
                .map(row -> String.valueOf(row.get("s")))
                .toList();
    }

    /** For each column that isn't part of the key, an assignment that changes it. */
    private static List<String> otherColumns(ShopDatabases shop, EditableTable table) {
        return shop
                .target("SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute"
                        + " WHERE attrelid = '" + table.id() + "'::regclass AND attnum > 0")
                .stream()
                .filter(row -> !table.key().contains(String.valueOf(row.get("name"))))
                .map(row -> change(String.valueOf(row.get("name")), String.valueOf(row.get("type"))))
                .toList();
    }

    private static String change(String column, String type) {
        String value =
                switch (type.toLowerCase(Locale.ROOT)) {
                    case "text" -> "coalesce(%s, '') || 'x'";
                    case "boolean" -> "NOT %s";
                    case "jsonb" -> "%s || '{\"x\": 1}'";
                    case "text[]" -> "%s || ARRAY['x']";
                    case "bytea" -> "coalesce(%s, '') || '\\x01'::bytea";
                    case "uuid" -> "gen_random_uuid()";
                    case "timestamp with time zone" -> "%s + interval '1 microsecond'";
                    default -> "coalesce(%s, 0) + 1";
                };
        return column + " = " + value.formatted(column);
    }
}
