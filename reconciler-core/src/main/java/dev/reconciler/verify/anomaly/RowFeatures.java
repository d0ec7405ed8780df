package dev.reconciler.verify.anomaly;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.schema.ForeignKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The features of a table's rows. No feature reads a key, the tenant, a reference to another table (identifiers have no usual range), a
 * constant, a pseudonym, or a column that verification does not compare.
 */
final class RowFeatures {
    /** A text or an integer with more values, as a share of the rows, is no category. */
    private static final double CATEGORY_SHARE = 0.05;

    private static final int FEW_VALUES = 20;
    private static final int PAIRED_COLUMNS = 12;
    private static final int ORDERED_COLUMNS = 6;
    private static final int PATTERN_LENGTH = 24;
    /** Characters of a text; longer ones count as so long. */
    private static final int LONGEST_TEXT = 4_000;

    private final MappedTable table;
    private final List<Row> rows;
    private final List<Feature> features = new ArrayList<>();
    private final List<CategoryFeature> paired = new ArrayList<>();
    private final List<Integer> times = new ArrayList<>();

    private RowFeatures(MappedTable table, List<Row> rows) {
        this.table = table;
        this.rows = rows;
    }

    /** @param rows the training rows */
    static List<Feature> of(MappedTable table, List<Row> rows) {
        RowFeatures features = new RowFeatures(table, rows);
        Set<String> references = table.parents().stream()
                .map(ForeignKey::columns)
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        for (int i = 0; i < table.columns().size(); i++) {
            MappedColumn column = table.columns().get(i);
            if (isJudged(column)
                    && !table.key().contains(i)
                    && i != table.tenant()
                    && !references.contains(column.target().name())) {
                features.add(i, column);
            }
        }
        features.orders();
        if (features.paired.size() > 1) {
            features.features.add(new PairFeature(
                    features.paired.subList(0, Math.min(PAIRED_COLUMNS, features.paired.size())), rows));
        }
        return features.features;
    }

    /** The row without what no feature reads: of documents and bytes the absence is left, of long texts the beginning. */
    static @Nullable Row read(MappedTable table, @Nullable Row row) {
        if (row == null) {
            return null;
        }
        List<@Nullable String> values = new ArrayList<>(row.values());
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value != null) {
                values.set(i, read(table.columns().get(i), value));
            }
        }
        return new Row(values);
    }

    private static String read(MappedColumn column, String value) {
        if (!isJudged(column)) {
            return "";
        }
        return switch (column.target().type().logical()) {
            case TEXT, PADDED_TEXT, ENGINE_TEXT ->
                value.length() <= LONGEST_TEXT
                        ? value
                        : value.substring(0, value.offsetByCodePoints(0, LONGEST_TEXT / 2));
            case TIME, UUID, BYTES, JSON, BIT -> "";
            default -> value;
        };
    }

    private static boolean isJudged(MappedColumn column) {
        return column.isCompared()
                && !(column.transform() instanceof Hash)
                && !(column.transform() instanceof Transform.Constant);
    }

    private void add(int index, MappedColumn column) {
        String name = column.target().name();
        LogicalType type = column.target().type().logical();
        if (column.target().nullable()) {
            CategoryFeature state = category(
                    name + " is NULL", row -> row.value(index) == null ? "NULL" : "not NULL", row -> row.value(index));
            features.add(state);
            pairIfSeveral(state);
        }
        switch (type) {
            case INTEGER, DECIMAL, FLOAT4, FLOAT8 -> number(index, name, type);
            case BOOLEAN -> value(index, name, type);
            case DATE, TIMESTAMP, INSTANT -> time(index, name, type);
            case TEXT, PADDED_TEXT, ENGINE_TEXT -> text(index, name, type);
            case TIME, UUID, BYTES, JSON, BIT -> {
                // Only the absence of a value is judged.
            }
        }
    }

    private static CategoryFeature.Property property(
            String name, Function<Row, @Nullable String> reading, Function<Row, @Nullable String> shown) {
        return new CategoryFeature.Property(name, reading, shown);
    }

    private CategoryFeature category(
            String name, Function<Row, @Nullable String> reading, Function<Row, @Nullable String> shown) {
        return CategoryFeature.of(property(name, reading, shown), rows);
    }

    private void pairIfSeveral(CategoryFeature category) {
        if (category.size() > 1) {
            paired.add(category);
        }
    }

    private void value(int index, String name, LogicalType type) {
        CategoryFeature category = category(name, reading(index, type), row -> row.value(index));
        features.add(category);
        pairIfSeveral(category);
    }

    private static Function<Row, @Nullable String> reading(int index, LogicalType type) {
        return row -> {
            String text = row.value(index);
            return text == null ? null : type.canonical(text);
        };
    }

    private void number(int index, String name, LogicalType type) {
        NumberFeature.of(
                        new NumberFeature.Property(name, row -> number(row.value(index)), RowFeatures::shown),
                        true,
                        rows)
                .ifPresent(features::add);
        if (type == LogicalType.INTEGER && isCategory(index, type, FEW_VALUES)) {
            // The end of a range is rare, too, so that the number of rows alone says nothing.
            pairIfSeveral(category(name, reading(index, type), row -> row.value(index)));
        }
    }

    private boolean isCategory(int index, LogicalType type, int most) {
        return CategoryFeature.counts(new CategoryFeature.Property(name(index), reading(index, type)), rows)
                        .size()
                <= most;
    }

    private String name(int index) {
        return table.columns().get(index).target().name();
    }

    private static double number(@Nullable String text) {
        if (text == null) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN; // a value of an engine that is no number
        }
    }

    private static String shown(double number) {
        return new BigDecimal(number)
                .round(new MathContext(12))
                .stripTrailingZeros()
                .toPlainString();
    }

    private void time(int index, String name, LogicalType type) {
        times.add(index);
        NumberFeature.of(
                        new NumberFeature.Property(
                                name,
                                row -> time(row, index)
                                        .map(PrintedTime::seconds)
                                        .orElse(Double.NaN),
                                type == LogicalType.DATE
                                        ? seconds -> PrintedTime.text(seconds).substring(0, 10)
                                        : PrintedTime::text),
                        false,
                        rows)
                .ifPresent(features::add);
        part(index, "weekday of " + name, time -> time.getDayOfWeek().name().toLowerCase(Locale.ROOT));
        if (type != LogicalType.DATE) {
            part(index, "hour of " + name, time -> String.valueOf(time.getHour()));
        }
    }

    private void part(int index, String name, Function<LocalDateTime, String> part) {
        Function<Row, @Nullable String> reading =
                row -> time(row, index).map(part).orElse(null);
        features.add(CategoryFeature.weak(property(name, reading, reading), rows));
    }

    private static Optional<LocalDateTime> time(Row row, int index) {
        String text = row.value(index);
        return text == null ? Optional.empty() : PrintedTime.of(text);
    }

    private void text(int index, String name, LogicalType type) {
        int most = (int) Math.max(FEW_VALUES, CATEGORY_SHARE * rows.size());
        if (isCategory(index, type, most)) {
            value(index, name, type);
            return;
        }
        Function<Row, @Nullable String> pattern = row -> {
            String text = row.value(index);
            return text == null ? null : pattern(text);
        };
        CategoryFeature format = category("format of " + name, pattern, row -> row.value(index));
        if (format.size() <= most) {
            features.add(format);
        }
        NumberFeature.of(
                        new NumberFeature.Property(
                                "length of " + name, row -> length(row.value(index)), RowFeatures::shown),
                        true,
                        rows)
                .ifPresent(features::add);
    }

    private static double length(@Nullable String text) {
        return text == null ? Double.NaN : text.codePointCount(0, text.length());
    }

    /** The text with each run of capitals as A, of other letters as a, and of digits as 9. */
    static String pattern(String text) {
        StringBuilder pattern = new StringBuilder();
        int last = -1;
        for (int i = 0; i < text.length() && pattern.length() < PATTERN_LENGTH; i++) {
            char c = text.charAt(i);
            char sign = Character.isDigit(c) ? '9' : Character.isUpperCase(c) ? 'A' : Character.isLetter(c) ? 'a' : c;
            if (sign != last) {
                pattern.append(sign);
            }
            last = sign;
        }
        return pattern.toString();
    }

    /** The order of each two times. */
    private void orders() {
        List<Integer> compared = times.subList(0, Math.min(ORDERED_COLUMNS, times.size()));
        for (int i = 0; i < compared.size(); i++) {
            for (int j = i + 1; j < compared.size(); j++) {
                int one = compared.get(i);
                int other = compared.get(j);
                features.add(category(
                        name(one) + " and " + name(other),
                        row -> order(row, one, other),
                        row -> row.value(one) + " and " + row.value(other)));
            }
        }
    }

    private static @Nullable String order(Row row, int one, int other) {
        Optional<LocalDateTime> first = time(row, one);
        Optional<LocalDateTime> second = time(row, other);
        if (first.isEmpty() || second.isEmpty()) {
            return null;
        }
        int order = first.get().compareTo(second.get());
        return order < 0 ? "earlier" : order > 0 ? "later" : "same";
    }
}
