package dev.reconciler.mapping.transform;

import com.google.re2j.Pattern;
import dev.reconciler.row.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * Replaces each match of a pattern. The syntax is that of RE2, whose time is linear in the length of the text. It has no SQL
 * rendering: no engine's patterns mean the same.
 *
 * @param replacement may contain {@code $1} for the first group
 */
public record RegexReplace(Pattern pattern, String replacement) implements OneToOne {
    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String text = value.canonical();
        return text == null ? null : pattern.matcher(text).replaceAll(replacement);
    }

    @Override
    public boolean isInjective() {
        return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.regexReplace(this);
    }
}
