package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * One part of a text; NULL if the text has fewer parts.
 *
 * @param separator not empty
 * @param part counted from 1
 * @param parts the number of parts; the last one holds the rest of the text
 */
public record Split(String separator, int part, int parts) implements OneToOne {
    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String text = value.canonical();
        if (text == null) {
            return null;
        }
        int from = 0;
        for (int i = 1; i < part; i++) {
            int next = text.indexOf(separator, from);
            if (next < 0) {
                return null;
            }
            from = next + separator.length();
        }
        int end = part == parts ? -1 : text.indexOf(separator, from);
        return end < 0 ? text.substring(from) : text.substring(from, end);
    }

    @Override
    public boolean isInjective() {
        return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.split(this);
    }
}
