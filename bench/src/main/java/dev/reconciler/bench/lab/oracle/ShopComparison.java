package dev.reconciler.bench.lab.oracle;

import dev.reconciler.bench.lab.shop.ServerKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shop's tables, by SQL written by hand: it shares no mapping with the daemon's configuration. */
public final class ShopComparison {
    /** Between two PostgreSQL servers. */
    public static final List<ComparedTable> TABLES = List.of(
            new ComparedTable(
                    "shop.currency",
                    1,
                    "SELECT code, name, digits, usd_rate, archived, updated_at FROM currencies",
                    "SELECT iso_code, label, minor_digits, usd_rate, archived, changed_at FROM shop.currency"),
            new ComparedTable("shop.client", 1, """
                    SELECT id, tenant_id, lower(email COLLATE "C"), trim(BOTH ' ' FROM full_name),
                           coalesce(phone, 'unknown'), profile, tags, avatar, notes, credit_limit, archived,
                           created_at, updated_at, 'shop-v1'
                    FROM customers""", """
                    SELECT client_id, tenant, email_address, name, phone_number, profile, tags, avatar, remarks,
                           credit_limit, archived, registered_at, changed_at, migrated_from
                    FROM shop.client"""),
            new ComparedTable("shop.product", 1, """
                    SELECT sku, tenant_id, title, price, currency_code, attributes, labels, image, manual, weight,
                           stock, archived, updated_at
                    FROM products""", """
                    SELECT sku, tenant, title, price, currency, attributes, labels, image, manual, weight, stock,
                           archived, changed_at
                    FROM shop.product"""),
            new ComparedTable("shop.sales_order", 1, """
                    SELECT id, tenant_id, customer_id, upper(status COLLATE "C"), currency_code, total,
                           coalesce(note, ''), shipping, archived, placed_at, updated_at, 'shop-v1'
                    FROM orders""", """
                    SELECT order_no, tenant, client_id, state, currency, total_amount, note, shipping, archived,
                           ordered_at, changed_at, migrated_from
                    FROM shop.sales_order"""),
            new ComparedTable(
                    "shop.order_line",
                    2,
                    "SELECT order_id, line_no, tenant_id, sku, quantity, unit_price, discount FROM order_items",
                    "SELECT order_no, line_no, tenant, sku, quantity, unit_price, discount FROM shop.order_line"),
            new ComparedTable("shop.payment", 1, """
                    SELECT id, tenant_id, customer_id, order_id, kind, amount, currency_code, reference, booked_at
                    FROM transactions""", """
                    SELECT payment_id, tenant, client_id, order_no, kind, amount, currency, reference, booked_at
                    FROM shop.payment"""));

    private ShopComparison() {}

    /** Returns the comparison of the shop's tables between servers of these kinds. */
    public static List<ComparedTable> between(ServerKind source, ServerKind target) {
        return source == ServerKind.postgres && target == ServerKind.postgres
                ? TABLES
                : mixed(Forms.of(source), Forms.of(target));
    }

    private static List<ComparedTable> mixed(Forms source, Forms target) {
        return List.of(
                new ComparedTable(
                        "shop.currency",
                        1,
                        source.select("code, name, digits, usd_rate, flag:archived, time:updated_at FROM currencies"),
                        target.select(
                                "iso_code, label, minor_digits, usd_rate, flag:archived, time:changed_at FROM shop.currency")),
                new ComparedTable("shop.client", 1, source.select("""
                                id, tenant_id, lower(ascii:email), trim(BOTH ' ' FROM full_name), coalesce(phone, 'unknown'),
                                profile, list:tags, bytes:avatar, notes, credit_limit, flag:archived, time:created_at,
                                time:updated_at, 'shop-v1'
                                FROM customers"""), target.select("""
                                client_id, tenant, email_address, name, phone_number, profile, list:tags, bytes:avatar,
                                remarks, credit_limit, flag:archived, time:registered_at, time:changed_at, migrated_from
                                FROM shop.client"""), Set.of(5)),
                new ComparedTable("shop.product", 1, source.select("""
                                sku, tenant_id, title, price, currency_code, attributes, list:labels, bytes:image, manual,
                                weight, stock, flag:archived, time:updated_at
                                FROM products"""), target.select("""
                                sku, tenant, title, price, currency, attributes, list:labels, bytes:image, manual, weight,
                                stock, flag:archived, time:changed_at
                                FROM shop.product"""), Set.of(5)),
                new ComparedTable("shop.sales_order", 1, source.select("""
                                id, tenant_id, customer_id, upper(ascii:status), currency_code, total, coalesce(note, ''),
                                shipping, flag:archived, time:placed_at, time:updated_at, 'shop-v1'
                                FROM orders"""), target.select("""
                                order_no, tenant, client_id, state, currency, total_amount, note, shipping, flag:archived,
                                time:ordered_at, time:changed_at, migrated_from
                                FROM shop.sales_order"""), Set.of(7)),
                TABLES.get(4),
                new ComparedTable("shop.payment", 1, source.select("""
                                id, tenant_id, customer_id, order_id, kind, amount, currency_code, reference,
                                time:booked_at
                                FROM transactions"""), target.select("""
                                payment_id, tenant, client_id, order_no, kind, amount, currency, reference, time:booked_at
                                FROM shop.payment""")));
    }

    /** The forms of values that servers print differently: flags as numbers, bytes in hex, times in UTC, lists as PostgreSQL's text. */
    private enum Forms {
        POSTGRES(Map.of(
                "flag", "$1::int",
                "time", "to_char($1, 'YYYY-MM-DD HH24:MI:SS.US')",
                "bytes", "encode($1, 'hex')",
                "list", "$1::text",
                "ascii", "$1 COLLATE \"C\"")),
        MYSQL(Map.of(
                "flag", "$1",
                "time", "date_format($1, '%Y-%m-%d %H:%i:%s.%f')",
                "bytes", "lower(hex($1))",
                "list", "$1",
                "ascii", "$1"));

        private static final Pattern MARKED = Pattern.compile("(\\w+):(\\w+)");

        private final Map<String, String> forms;

        Forms(Map<String, String> forms) {
            this.forms = forms;
        }

        static Forms of(ServerKind kind) {
            return kind == ServerKind.postgres ? POSTGRES : MYSQL;
        }

        /** @param columns a column of another form is written {@code form:column} */
        String select(String columns) {
            return "SELECT "
                    + MARKED.matcher(columns)
                            .replaceAll(column ->
                                    Matcher.quoteReplacement(Objects.requireNonNull(forms.get(column.group(1)))
                                            .replace("$1", column.group(2))));
        }
    }
}
