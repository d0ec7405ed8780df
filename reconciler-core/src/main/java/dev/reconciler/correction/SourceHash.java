package dev.reconciler.correction;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The hash of a source row's state, absence included, over the columns that verification compares. */
final class SourceHash {
    private SourceHash() {}

    /** @param source null if the source has no such row */
    static String of(MappedTable table, @Nullable Row source) {
        if (source == null) {
            return "absent";
        }
        RowHash hash = table.hashOf(source);
        return String.format(Locale.ROOT, "%016x%016x", hash.high(), hash.low());
    }
}
