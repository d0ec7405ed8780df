package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mapped column on one side. On the source it applies the transform to the value's text form, as it is applied to a
 * change event.
 */
final class ColumnReading {
    private final MappedColumn column;
    private final Side side;
    private final @Nullable Column stored;
    private final @Nullable MySqlValues values;
    private final boolean isUnchanged;

    ColumnReading(MappedColumn column, Side side) {
        this.column = column;
        this.side = side;
        this.stored = stored(column, side);
        this.values = stored == null ? null : MySqlValues.of(stored);
        this.isUnchanged = isUnchanged(column, side);
    }

    /** Null for a constant, which the source doesn't store. */
    private static @Nullable Column stored(MappedColumn column, Side side) {
        return column.on(side).orElse(null);
    }

    /** The SQL that selects the value. */
    String select() {
        return values == null ? "NULL" : values.select(TableSql.ALIAS);
    }

    /** An expression that differs where the texts of {@link #select} differ in a byte. */
    String spelling() {
        LogicalType type = stored == null ? LogicalType.INTEGER : stored.type().logical();
        return switch (type) {
            case TEXT, PADDED_TEXT, JSON, ENGINE_TEXT -> ComparedColumn.bytes(select());
            default -> select();
        };
    }

    /** The value in the text form of the target's column, of what {@link #select} selected. */
    @Nullable
    String read(ResultSet row, int index) throws SQLException {
        String stored = values == null ? null : values.read(row, index);
        return side == Side.SOURCE ? column.valueOf(stored) : stored;
    }

    /** As {@link #read}, a text with the same canonical form, to be hashed only. */
    @Nullable
    String readToHash(ResultSet row, int index) throws SQLException {
        return values != null && isUnchanged ? values.readToHash(row, index) : read(row, index);
    }

    /** Returns whether the stored values are the target's, of the same type. */
    private static boolean isUnchanged(MappedColumn column, Side side) {
        Column stored = stored(column, side);
        return side == Side.TARGET
                || stored != null
                        && column.transform() instanceof Transform.Direct
                        && column.roundedTo().isEmpty()
                        && stored.type().logical() == column.target().type().logical();
    }

    /** The stored column, if its values can be compared in SQL as the target's: they have an order that Java and the server share. */
    Optional<ComparedColumn> compared() {
        LogicalType type = column.target().type().logical();
        return stored != null && isUnchanged && type.isKeyType()
                ? Optional.of(new ComparedColumn(stored, type))
                : Optional.empty();
    }
}
