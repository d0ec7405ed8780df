package dev.reconciler.verify.cause;

import dev.reconciler.row.LogicalType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Normalisations by which systems change a value's text, from the slightest to the grossest. */
enum Normalisation {
    JSON_FORMAT("JSON formatting", (a, b) -> isDocument(a) && isDocument(b) && LogicalType.JSON.same(a, b)),
    NUMBER_FORMAT(
            "a number's notation",
            (a, b) -> isNumber(a) && isNumber(b) && number(a).compareTo(number(b)) == 0),
    TRAILING_BLANKS("trailing blanks", (a, b) -> a.stripTrailing().equals(b.stripTrailing())),
    LINE_ENDS("line ends", (a, b) -> a.replace("\r\n", "\n").equals(b.replace("\r\n", "\n"))),
    UNICODE_FORM("Unicode normal form", (a, b) -> composed(a).equals(composed(b))),
    LETTER_CASE("letter case", (a, b) -> a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT))),
    NUMERIC_SCALE("numeric scale", (a, b) -> isNumber(a) && isNumber(b) && isRounded(number(a), number(b))),
    TIME_PRECISION("timestamp precision", Normalisation::isCutTime);

    private static final int COMMON_DECIMALS = 1;
    private static final Pattern TIME = Pattern.compile("(?<second>(\\d{4,6}-\\d\\d-\\d\\d[ T])?\\d\\d:\\d\\d:\\d\\d)"
            + "(\\.(?<fraction>\\d{1,9}))?(?<zone>[+-]\\d\\d(:\\d\\d)?|Z)?");

    private final String text;
    private final BiPredicate<String, String> same;

    Normalisation(String text, BiPredicate<String, String> same) {
        this.text = text;
        this.same = same;
    }

    /** The name of the first normalisation that makes both values equal, for people; empty if there is none. */
    static Optional<String> between(@Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            String other = left == null ? right : left;
            return other != null && other.isEmpty() ? Optional.of("empty text and NULL") : Optional.empty();
        }
        for (Normalisation each : values()) {
            if (each.same.test(left, right)) {
                return Optional.of(each.text);
            }
        }
        return Optional.empty();
    }

    private static boolean isDocument(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?\\d{1,300}(\\.\\d{1,300})?([eE][+-]?\\d{1,3})?");
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    /** Returns whether one is the other with fewer decimals, of which at least one is left: 2 is not a rounding of 2.4 but another number. */
    private static boolean isRounded(BigDecimal left, BigDecimal right) {
        BigDecimal coarse = left.scale() < right.scale() ? left : right;
        BigDecimal fine = coarse == left ? right : left;
        return coarse.scale() >= COMMON_DECIMALS
                && (fine.setScale(coarse.scale(), RoundingMode.HALF_UP).compareTo(coarse) == 0
                        || fine.setScale(coarse.scale(), RoundingMode.DOWN).compareTo(coarse) == 0);
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Returns whether both are in the same second and zone, and one has the other's fraction of it cut off or rounded. */
    private static boolean isCutTime(String left, String right) {
        Matcher a = TIME.matcher(left);
        Matcher b = TIME.matcher(right);
        return a.matches()
                && b.matches()
                && a.group("second").equals(b.group("second"))
                && Objects.equals(a.group("zone"), b.group("zone"))
                && isCutFraction(fraction(a), fraction(b));
    }

    private static BigDecimal fraction(Matcher time) {
        String digits = time.group("fraction");
        return new BigDecimal("0." + (digits == null ? "" : digits));
    }

    private static boolean isCutFraction(BigDecimal left, BigDecimal right) {
        return left.scale() == 0 || right.scale() == 0 || isRounded(left, right);
    }
}
