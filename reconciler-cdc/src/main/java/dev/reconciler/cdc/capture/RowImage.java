package dev.reconciler.cdc.capture;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One image of a row in the source's log, resolved against the mapping of its table. */
public interface RowImage {
    /** Represents a value that the event lacks. Compared by identity, so that no value of any type can be mistaken for it. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    String UNAVAILABLE = new String("(unavailable: not changed and not logged)");

    /** Mapped source columns that the table no longer has. */
    Set<String> missing();

    /**
     * The value in the source's text form. Null is SQL NULL, or a value that the image of an old row lacks.
     *
     * @param column index in {@link dev.reconciler.mapping.MappedTable#imageColumns}
     * @param source index among the column's source columns
     * @return {@link #UNAVAILABLE} if the image of a new row lacks the value
     */
    @Nullable
    String text(int column, int source);
}
