package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date of the calendar of Taiwan, whose year 1 is 1912: 1130520 and 990520, 113/05/20, 113-05-20. Spaces at both ends are ignored.
 */
public record RocDate(Invalid invalid) implements OneToOne {
    /** The years before the calendar's first. */
    public static final int OFFSET = 1911;

    /** Follows the text in the reason of an invalid value. */
    public static final String REASON = "is no date of the Taiwan calendar";

    private static final Pattern FORM =
            Pattern.compile("([0-9]{2,3})([0-9]{2})([0-9]{2})|([0-9]{1,3})([/-])([0-9]{1,2})\\5([0-9]{1,2})");

    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String text = value.canonical();
        if (text == null) {
            return null;
        }
        Optional<String> day = day(Spaces.trim(text));
        return day.isPresent() ? day.get() : invalid.answer(text, REASON);
    }

    private static Optional<String> day(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        boolean compact = form.group(1) != null;
        int year = Integer.parseInt(form.group(compact ? 1 : 4));
        return year == 0
                ? Optional.empty()
                : Calendar.day(
                        OFFSET + year,
                        Integer.parseInt(form.group(compact ? 2 : 6)),
                        Integer.parseInt(form.group(compact ? 3 : 7)));
    }

    /** A date has several forms. */
    @Override
    public boolean isInjective() {
        return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.rocDate(this);
    }
}
