package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a difference, as it was last proven.
 *
 * @param source the source's row; null if there is none, or it is not known, or the difference is not one row's
 * @param target the target's row, likewise
 * @param columns target columns that differ, where known
 * @param detail for findings that are not rows: counts, rule and group, schema change, as text
 */
public record Difference(
        DiscrepancyType type,
        @Nullable Row source,
        @Nullable Row target,
        List<String> columns,
        String detail) {
    public Difference {
        columns = List.copyOf(columns);
    }

    public boolean hasImages(@Nullable Row otherSource, @Nullable Row otherTarget) {
        return Objects.equals(source, otherSource) && Objects.equals(target, otherTarget);
    }
}
