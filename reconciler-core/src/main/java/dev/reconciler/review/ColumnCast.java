package dev.reconciler.review;

import dev.reconciler.mapping.MappedTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets the target check that texts are values of its columns. */
public interface ColumnCast {
    /** @param values by target column name; columns that the table has */
    Cast cast(MappedTable table, Map<String, @Nullable String> values);

    /**
     * @param texts the values as the target prints them
     * @param problems the target's error messages by column
     */
    record Cast(Map<String, @Nullable String> texts, Map<String, String> problems) {}
}
