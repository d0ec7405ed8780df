package dev.reconciler.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row as the target should hold it: a value per mapped column, in mapping order, in the text form of the target's column
 * (see {@link LogicalType}); null is SQL NULL. Transforms have been applied.
 */
public record Row(List<@Nullable String> values) {
    public Row {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    public @Nullable String value(int column) {
        return values.get(column);
    }

    /** Returns whether a transform could not give one of the values: no table can hold the row. */
    public boolean hasInvalidValue() {
        return values.stream().anyMatch(InvalidValue::is);
    }
}
