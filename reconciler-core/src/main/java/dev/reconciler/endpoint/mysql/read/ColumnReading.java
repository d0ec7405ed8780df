package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mapped column on one side. On the source it applies the transform to the value's text form, as it is applied to a
 * change event.
 */
final class ColumnReading {
    private final MappedColumn column;
    private final Side side;
    private final List<Column> stored;
    private final List<MySqlValues> values;
    private final boolean isUnchanged;

    ColumnReading(MappedColumn column, Side side) {
        this.column = column;
        this.side = side;
        this.stored = column.on(side);
        this.values = Stream.concat(
                        stored.stream().map(MySqlValues::of),
                        isTranslated(column, side) ? Stream.of(TranslationSql.storedValues(column)) : Stream.empty())
                .toList();
        this.isUnchanged = isUnchanged(column, side);
    }

    /** The SQL that selects what the value is made of: {@link #width} columns. */
    String select() {
        return values.isEmpty()
                ? "NULL"
                : values.stream().map(each -> each.select(TableSql.ALIAS)).collect(Collectors.joining(", "));
    }

    /** The number of columns that {@link #select} selects. */
    int width() {
        return Math.max(1, values.size());
    }

    /** Expressions that differ where the texts of {@link #select} differ in a byte. */
    String spelling() {
        return stored.isEmpty()
                ? select()
                : IntStream.range(0, stored.size()).mapToObj(this::spelling).collect(Collectors.joining(", "));
    }

    private String spelling(int index) {
        String select = values.get(index).select(TableSql.ALIAS);
        return switch (stored.get(index).type().logical()) {
            case TEXT, PADDED_TEXT, JSON, ENGINE_TEXT -> ComparedColumn.bytes(select);
            default -> select;
        };
    }

    /** The value in the text form of the target's column, of what {@link #select} selected. */
    @Nullable
    String read(ResultSet row, int index) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            texts.add(values.get(i).read(row, index + i));
        }
        return side == Side.SOURCE ? column.valueOf(texts) : ofTarget(texts);
    }

    private @Nullable String ofTarget(List<@Nullable String> texts) {
        Translation translation = column.translation();
        if (translation == null || texts.get(0) != null) {
            return texts.get(0);
        }
        String unknown = texts.get(1);
        return unknown == null ? null : translation.withoutEntry(unknown);
    }

    private static boolean isTranslated(MappedColumn column, Side side) {
        return side == Side.TARGET && column.translation() != null;
    }

    /** As {@link #read}, a text with the same canonical form, to be hashed only. */
    @Nullable
    String readToHash(ResultSet row, int index) throws SQLException {
        return isUnchanged && !isTranslated(column, side) ? values.get(0).readToHash(row, index) : read(row, index);
    }

    /** Returns whether the stored values are the target's, of the same type. */
    private static boolean isUnchanged(MappedColumn column, Side side) {
        @Nullable Column source = column.source();
        return side == Side.TARGET
                || source != null
                        && column.isDirect()
                        && column.roundedTo().isEmpty()
                        && source.type().logical() == column.target().type().logical();
    }

    /** The stored column, if its values can be compared in SQL as the target's: they have an order that Java and the server share. */
    Optional<ComparedColumn> compared() {
        LogicalType type = column.target().type().logical();
        return isUnchanged && type.isKeyType()
                ? Optional.of(new ComparedColumn(stored.get(0), type))
                : Optional.empty();
    }
}
