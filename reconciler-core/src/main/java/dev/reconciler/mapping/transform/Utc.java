package dev.reconciler.mapping.transform;

import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The point in time of a local time of a zone: an instant, or a timestamp without zone in UTC.
 *
 * <p>As PostgreSQL's {@code AT TIME ZONE}: a local time that a transition skips is taken by the offset before it (02:30 becomes the
 * instant that is 03:30), one that occurs twice by the offset after it (the second one).
 */
public record Utc(ZoneId zone) implements OneToOne {
    private static final Pattern FORM =
            Pattern.compile("(\\d{4,6})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(\\.\\d{1,6})?( BC)?");

    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String text = value.text();
        if (text == null || text.endsWith("infinity")) {
            return text;
        }
        Matcher form = FORM.matcher(text);
        try {
            return form.matches() ? printed(local(form), form, to) : InvalidValue.of("'" + text + "' is no local time");
        } catch (DateTimeException e) {
            return InvalidValue.of("'" + text + "' is no local time");
        }
    }

    private static LocalDateTime local(Matcher form) {
        int year = number(form, 1);
        return LocalDateTime.of(
                form.group(8) == null ? year : 1 - year,
                number(form, 2),
                number(form, 3),
                number(form, 4),
                number(form, 5),
                number(form, 6));
    }

    private static int number(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }

    private String printed(LocalDateTime local, Matcher form, LogicalType to) {
        LocalDateTime utc = local.minusSeconds(offset(local).getTotalSeconds());
        boolean isBc = utc.getYear() <= 0;
        return String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d %02d:%02d:%02d",
                        isBc ? 1 - utc.getYear() : utc.getYear(),
                        utc.getMonthValue(),
                        utc.getDayOfMonth(),
                        utc.getHour(),
                        utc.getMinute(),
                        utc.getSecond())
                + (form.group(7) == null ? "" : form.group(7))
                + (to == LogicalType.INSTANT ? "+00" : "")
                + (isBc ? " BC" : "");
    }

    private ZoneOffset offset(LocalDateTime local) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition == null) {
            return zone.getRules().getOffset(local);
        }
        return transition.isGap() ? transition.getOffsetBefore() : transition.getOffsetAfter();
    }

    /** At the transitions two local times can be one point in time. */
    @Override
    public boolean isInjective() {
        return zone.getRules().isFixedOffset();
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.utc(this);
    }
}
