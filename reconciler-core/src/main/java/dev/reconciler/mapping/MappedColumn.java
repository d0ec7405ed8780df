package dev.reconciler.mapping;

import dev.reconciler.schema.Column;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One target column and where its value comes from.
 *
 * @param source null for a {@link Transform.Constant}
 */
public record MappedColumn(@Nullable Column source, Column target, Transform transform) {
    private static final Pattern TIME = Pattern.compile("time(?:stamp)?(?:\\((\\d)\\))? with(?:out)? time zone");
    private static final int MICROSECONDS = 6;

    /** The target's value for a source value, both in text form. */
    public @Nullable String valueOf(@Nullable String text) {
        String value = transform.apply(text);
        OptionalInt digits = value == null ? OptionalInt.empty() : roundedTo();
        return value == null || digits.isEmpty() ? value : TimeRounding.round(value, digits.getAsInt());
    }

    /**
     * To how many digits of a second the target's type rounds the source's values; empty if it takes them as they are. Of other types
     * a target that holds less is a difference, which shows: a rounded amount is another amount.
     */
    public OptionalInt roundedTo() {
        // The first look is for each value of a stream: nearly no column needs a second one.
        if (target.type().sqlName().indexOf('(') < 0 || source == null || !(transform instanceof Transform.Direct)) {
            return OptionalInt.empty();
        }
        int from = digits(source.type().sqlName());
        int to = digits(target.type().sqlName());
        return from > to && to >= 0 ? OptionalInt.of(to) : OptionalInt.empty();
    }

    /** -1 for what is no time. */
    private static int digits(String type) {
        Matcher time = TIME.matcher(type);
        if (!time.matches()) {
            return -1;
        }
        return time.group(1) == null ? MICROSECONDS : Integer.parseInt(time.group(1));
    }

    /** Whether the daemon writes the column. A generated target column is verified, never written. */
    public boolean isWritten() {
        return !target.generated();
    }

    /** Whether a change event may lack the value because the source stores it out of line. */
    public boolean mayBeUnavailable() {
        return source != null && source.toastable();
    }
}
