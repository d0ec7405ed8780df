package dev.reconciler.app.report;

import dev.reconciler.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values in words, as the cells of a report show them. */
final class Words {
    private Words() {}

    static String time(@Nullable Instant at) {
        return at == null ? "never" : Times.utc(at);
    }

    static String since(Instant at, Instant now) {
        return Times.utc(at) + " (" + Times.span(Duration.between(at, now)) + ")";
    }

    static String number(long number) {
        return Long.toString(number);
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    static String tenant(String tenant) {
        return tenant.isEmpty() ? "-" : tenant;
    }
}
