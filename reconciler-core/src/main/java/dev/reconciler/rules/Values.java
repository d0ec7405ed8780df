package dev.reconciler.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of results in their text form: compared exactly, and shown. */
final class Values {
    /** Texts shown without quotes: they can't be mistaken for a separator or for NULL. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:+@/#-]+( [\\p{L}\\p{N}_.:+@/#-]+)*");

    private Values() {}

    /**
     * Compares the source's value with the target's: NULL equals only NULL; numbers may differ by the tolerance, inclusive; NaN and infinities must be
     * equal.
     */
    static boolean same(@Nullable String left, @Nullable String right, boolean numbers, Tolerance tolerance) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        if (left.equals(right)) {
            return true;
        }
        Optional<BigDecimal> a = numbers ? number(left) : Optional.empty();
        Optional<BigDecimal> b = numbers ? number(right) : Optional.empty();
        return a.isPresent() && b.isPresent() && tolerance.allows(a.get(), b.get());
    }

    /** Returns right minus left in plain form; empty if they are equal, or one of them is no number. */
    static Optional<String> difference(@Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return Optional.empty();
        }
        return number(left)
                .flatMap(from -> number(right).map(to -> to.subtract(from)))
                .filter(difference -> difference.signum() != 0)
                .map(difference -> difference.stripTrailingZeros().toPlainString());
    }

    /** A number's plain form; any other text is returned unchanged. */
    static String plain(String text) {
        return number(text)
                .map(n -> n.signum() == 0 ? "0" : n.stripTrailingZeros().toPlainString())
                .orElse(text);
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty(); // NaN, Infinity: equal only to themselves
        }
    }

    /** {@code a=1, b="x, y"}. */
    static String text(List<String> names, List<@Nullable String> values) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            parts.add(names.get(i) + "=" + shown(values.get(i)));
        }
        return String.join(", ", parts);
    }

    private static String shown(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        return PLAIN.matcher(value).matches() && !value.equals("NULL")
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
