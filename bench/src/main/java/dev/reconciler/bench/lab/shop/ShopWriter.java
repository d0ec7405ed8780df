package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.load.OpenOrder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inserts of the shop's application, each into one table of the source. */
public final class ShopWriter {
    static final Map<String, String> CURRENCY_OF_TENANT = Map.of("acme", "USD", "globex", "EUR", "initech", "JPY");

    private final ShopValues values;
    private final InstantSource clock;
    private final WrittenRows written;

    public ShopWriter(ShopValues values, InstantSource clock, WrittenRows written) {
        this.values = values;
        this.clock = clock;
        this.written = written;
    }

    public OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static String currency(String tenant) {
        return Objects.requireNonNull(CURRENCY_OF_TENANT.get(tenant), tenant);
    }

    void currency(Connection source, String code, String name, int digits, boolean archived) throws SQLException {
        ShopSql.updateOne(
                source,
                "INSERT INTO currencies (code, name, digits, usd_rate, archived, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
                code,
                name,
                digits,
                BigDecimal.valueOf(values.between(1, 2_000_000_000), 8),
                archived,
                now());
        written.wrote("currencies", code);
    }

    public UUID customer(Connection source, String tenant, boolean archived) throws SQLException {
        UUID id = values.uuid();
        ShopSql.updateOne(
                source,
                """
                INSERT INTO customers (id, tenant_id, email, full_name, phone, profile, tags, avatar, notes,
                                       credit_limit, archived, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                id,
                tenant,
                values.email(id, tenant),
                values.name(),
                values.phone(),
                new ShopSql.Text(values.profile()),
                new ShopSql.Text(values.tags()),
                values.picture(),
                values.chance(0.1) ? values.longText() : values.note(),
                values.money(5_000),
                archived,
                now(),
                now());
        written.wrote("customers", id);
        return id;
    }

    /** @param illustrated true for a product with a manual, which is stored out of line */
    public String product(Connection source, String tenant, boolean illustrated, boolean archived) throws SQLException {
        String sku = sku(tenant);
        ShopSql.updateOne(
                source,
                """
                INSERT INTO products (sku, tenant_id, title, price, currency_code, attributes, labels, image, manual,
                                      weight, stock, archived, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                sku,
                tenant,
                values.title(),
                values.money(900),
                currency(tenant),
                new ShopSql.Text(values.profile()),
                new ShopSql.Text(values.tags()),
                values.picture(),
                illustrated ? values.longText() : null,
                values.chance(0.2) ? null : values.between(1, 100_000) / 1000.0,
                values.between(0, 10_000),
                archived,
                now());
        written.wrote("products", sku);
        return sku;
    }

    public String sku(String tenant) {
        return tenant.toUpperCase(Locale.ROOT) + "-" + values.uuid().toString().substring(24);
    }

    /** An order with one line for each article, and the transaction that pays it. */
    public OpenOrder order(Connection source, String tenant, UUID customer, List<String> skus, boolean archived)
            throws SQLException {
        List<Line> lines = new ArrayList<>();
        for (String sku : skus) {
            lines.add(new Line(sku, values.between(1, 5), values.money(200)));
        }
        BigDecimal total = lines.stream().map(Line::amount).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
        long id = ShopSql.insert(
                source,
                """
                INSERT INTO orders (tenant_id, customer_id, status, currency_code, total, note, shipping,
                                    archived, placed_at, updated_at)
                VALUES (?, ?, 'paid', ?, ?, ?, ?, ?, ?, ?)""",
                tenant,
                customer,
                currency(tenant),
                total,
                values.note(),
                new ShopSql.Text(values.address()),
                archived,
                now(),
                now());
        written.wrote("orders", id);
        OpenOrder order = new OpenOrder(id, customer);
        for (Line line : lines) {
            item(source, tenant, order, line);
        }
        transaction(source, tenant, customer, id, "charge", total);
        return order;
    }

    /** An order line: the article, its quantity and its unit price. */
    record Line(String sku, int quantity, BigDecimal price) {
        BigDecimal amount() {
            return price.multiply(BigDecimal.valueOf(quantity)).setScale(2, RoundingMode.UNNECESSARY);
        }
    }

    void item(Connection source, String tenant, OpenOrder order, Line line) throws SQLException {
        int number = order.addLine();
        ShopSql.updateOne(
                source,
                """
                INSERT INTO order_items (order_id, line_no, tenant_id, sku, quantity, unit_price, discount)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
                order.id,
                number,
                tenant,
                line.sku,
                line.quantity,
                line.price,
                BigDecimal.valueOf(values.between(0, 2_500), 4));
        written.wrote("order_items", order.id, number);
    }

    public void transaction(
            Connection source, String tenant, UUID customer, @Nullable Long order, String kind, BigDecimal amount)
            throws SQLException {
        long id = ShopSql.insert(
                source,
                """
                INSERT INTO transactions (tenant_id, customer_id, order_id, kind, amount, currency_code,
                                          reference, booked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                tenant,
                customer,
                order,
                kind,
                amount,
                currency(tenant),
                values.chance(0.3) ? null : "ref-" + values.between(1, 1_000_000),
                now());
        written.wrote("transactions", id);
    }
}
