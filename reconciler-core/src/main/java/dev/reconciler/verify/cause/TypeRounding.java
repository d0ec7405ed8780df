package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.schema.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains differences by target columns whose type has a smaller scale than the source's value: the server rounds the written
 * value.
 */
final class TypeRounding {
    private TypeRounding() {}

    /** The column that explains the difference; empty if one of the differing columns is not explained. */
    static Optional<String> of(MappedTable table, Finding.FieldMismatch mismatch) {
        Row source = mismatch.source();
        if (source == null || mismatch.columns().isEmpty()) {
            return Optional.empty();
        }
        String first = "";
        for (int i = 0; i < table.columns().size(); i++) {
            MappedColumn column = table.columns().get(i);
            if (mismatch.columns().contains(column.target().name())) {
                if (!rounds(column, source.value(i), mismatch.target().value(i))) {
                    return Optional.empty();
                }
                first = first.isEmpty()
                        ? column.target().name() + " is "
                                + column.target().type().sqlName()
                        : first;
            }
        }
        return Optional.of("the target's column " + first + ", which rounds the source's value to the target's");
    }

    private static boolean rounds(MappedColumn column, @Nullable String source, @Nullable String target) {
        ColumnType type = column.target().type();
        @Nullable
        Integer scale = type.logical() == LogicalType.DECIMAL
                ? type.structure().limits().scale()
                : null;
        if (source == null || target == null || scale == null) {
            return false;
        }
        try {
            BigDecimal rounded = new BigDecimal(source).setScale(scale, RoundingMode.HALF_UP);
            return rounded.compareTo(new BigDecimal(target)) == 0;
        } catch (NumberFormatException e) {
            return false; // NaN and infinities are not rounded
        }
    }
}
