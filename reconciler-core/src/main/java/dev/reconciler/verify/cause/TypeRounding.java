package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Columns of the target whose type has a smaller scale than the source's value: the server rounds what is written there. */
final class TypeRounding {
    private static final Pattern SCALE = Pattern.compile("numeric\\(\\d+,(-?\\d+)\\)");

    private TypeRounding() {}

    /** Which column explains the difference; empty if one of the columns that differ is not explained. */
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
        return Optional.of("the target's column " + first + ", which rounds the source's value to what is there");
    }

    private static boolean rounds(MappedColumn column, @Nullable String source, @Nullable String target) {
        Matcher scale = SCALE.matcher(column.target().type().sqlName());
        if (source == null || target == null || !scale.matches()) {
            return false;
        }
        try {
            BigDecimal rounded =
                    new BigDecimal(source).setScale(Integer.parseInt(scale.group(1)), RoundingMode.HALF_UP);
            return rounded.compareTo(new BigDecimal(target)) == 0;
        } catch (NumberFormatException e) {
            return false; // NaN and infinities are not rounded
        }
    }
}
