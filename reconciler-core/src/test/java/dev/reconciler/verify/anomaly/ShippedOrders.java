package dev.reconciler.verify.anomaly;

import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Regular but skewed rows of one tenant: amounts from cents to thousands, a few frequent countries and many rare ones, a currency that
 * follows from the country, business hours, and a date of shipment that follows the order's.
 */
final class ShippedOrders {
    static final int AMOUNT = 2;
    static final int COUNTRY = 4;
    static final int CURRENCY = 5;
    static final int STATE = 6;
    static final int CREATED = 7;
    static final int SHIPPED = 8;
    static final int EMAIL = 9;
    static final int CARD = 10;
    static final int COMMENT = 11;

    static final MappedTable TABLE = table();

    private static final List<String> COUNTRIES = List.of("DE", "FR", "US", "TW", "JP", "AT", "CH");
    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "USD", "TWD", "JPY", "EUR", "CHF");

    private final Random random;

    ShippedOrders(long seed) {
        this.random = new Random(seed);
    }

    private static MappedTable table() {
        List<MappedColumn> columns = List.of(
                column("id", LogicalType.INTEGER, false),
                column("tenant", LogicalType.TEXT, false),
                column("amount", LogicalType.DECIMAL, false),
                column("quantity", LogicalType.INTEGER, false),
                column("country", LogicalType.TEXT, false),
                column("currency", LogicalType.TEXT, false),
                column("state", LogicalType.TEXT, false),
                column("created_at", LogicalType.TIMESTAMP, false),
                column("shipped_at", LogicalType.TIMESTAMP, true),
                column("email", LogicalType.TEXT, false),
                new MappedColumn(
                        of("card", LogicalType.TEXT, false), of("card", LogicalType.TEXT, false), new Hash("k")),
                new MappedColumn(
                        List.of(of("comment", LogicalType.TEXT, false)),
                        of("comment", LogicalType.TEXT, false),
                        Transform.DIRECT,
                        ColumnComparison.NEVER));
        TableRef ref = new TableRef("public", "orders");
        return new MappedTable(ref.toString(), ref, ref, columns, List.of(0), 1, List.of());
    }

    private static Column of(String name, LogicalType type, boolean nullable) {
        return new Column(name, new ColumnType(name, type), nullable, false, false, false, false);
    }

    private static MappedColumn column(String name, LogicalType type, boolean nullable) {
        return new MappedColumn(of(name, type, nullable), of(name, type, nullable), Transform.DIRECT);
    }

    List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>(count);
        for (int id = 1; id <= count; id++) {
            rows.add(row(id));
        }
        return rows;
    }

    private Row row(int id) {
        int country = Math.min(COUNTRIES.size() - 1, (int) Math.abs(random.nextGaussian() * 2.2));
        boolean rare = random.nextInt(50) == 0;
        LocalDateTime created = LocalDateTime.of(2024, 1, 1, 8, 0)
                .plusDays(random.nextInt(600))
                .plusSeconds((long) (Math.abs(random.nextGaussian()) * 10_000));
        int state = random.nextInt(10);
        boolean shipped = state < 6;
        return new Row(java.util.Arrays.asList(
                String.valueOf(id),
                "acme",
                amount(Math.exp(3.5 + random.nextGaussian())),
                String.valueOf(1 + (int) Math.abs(random.nextGaussian() * 3)),
                rare ? "R" + random.nextInt(60) : COUNTRIES.get(country),
                rare ? "USD" : CURRENCIES.get(country),
                shipped ? "shipped" : state < 9 ? "new" : "cancelled",
                text(created),
                shipped ? text(created.plusMinutes(30 + random.nextInt(7_000))) : null,
                "user" + random.nextInt(100_000) + "@example.com",
                "card " + random.nextLong(),
                "comment " + random.nextLong()));
    }

    static String amount(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    static String text(LocalDateTime time) {
        return time.toString().replace('T', ' ') + (time.getSecond() == 0 ? ":00" : "");
    }

    /** The row with another value. */
    static Row with(Row row, int column, @Nullable String value) {
        List<@Nullable String> values = new ArrayList<>(row.values());
        values.set(column, value);
        return new Row(values);
    }
}
