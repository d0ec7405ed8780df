package dev.reconciler.cdc.capture;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter.Condition;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides by images of source rows whether the rows belong to the mapping. A value that an event lacks is never guessed. */
final class ImageFilter {
    private final List<Condition> conditions;
    private final int first;

    ImageFilter(MappedTable table) {
        this.conditions = table.filter(Side.SOURCE).conditions();
        this.first = table.columns().size();
    }

    /**
     * Returns whether a new row belongs to the mapping.
     *
     * @param before the logged part of the old row: a value that the new image lacks did not change
     * @throws IllegalArgumentException if the images lack the value that decides, or the table lacks a column
     */
    @SuppressWarnings("ReferenceEquality")
    boolean admits(@Nullable RowImage before, RowImage after) {
        if (!after.missing().isEmpty()) {
            throw new IllegalArgumentException("mapped source columns are gone: " + after.missing());
        }
        List<String> lacking = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            Condition condition = conditions.get(i);
            String text = after.text(first + i, 0);
            if (text == RowImage.UNAVAILABLE) {
                text = before == null ? null : before.text(first + i, 0);
                if (text == null || text == RowImage.UNAVAILABLE) {
                    lacking.add(condition.column().name());
                    continue;
                }
            }
            if (!condition.matches(text)) {
                return false;
            }
        }
        if (!lacking.isEmpty()) {
            throw new IllegalArgumentException("the event lacks the unchanged value of " + String.join(", ", lacking)
                    + ", by which rows are filtered: have the source log whole rows (REPLICA IDENTITY FULL,"
                    + " binlog_row_image=FULL)");
        }
        return true;
    }

    /**
     * Returns whether an old row certainly did not belong to the mapping. NULL in the image of an old row may also be a value that it
     * lacks, so it decides nothing.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isKnownToReject(RowImage before) {
        for (int i = 0; i < conditions.size(); i++) {
            String text = before.text(first + i, 0);
            if (text != null
                    && text != RowImage.UNAVAILABLE
                    && !conditions.get(i).matches(text)) {
                return true;
            }
        }
        return false;
    }
}
