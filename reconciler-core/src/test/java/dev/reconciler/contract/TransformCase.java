package dev.reconciler.contract;

import dev.reconciler.mapping.transform.Cast;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Expression;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Invalid;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.RegexReplace;
import dev.reconciler.mapping.transform.RocDate;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.row.InvalidValue;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transform with values at the edges of what it takes, and what it makes of them.
 *
 * @param from the types of the source columns {@code a}, {@code b} and so on
 * @param to the target column's type, by the name that PostgreSQL gives it
 */
public record TransformCase(String name, List<Stored> from, Transform transform, String to, List<Value> values) {
    /** The types of source columns, which every engine has. */
    public enum Stored {
        TEXT,
        CHAR8,
        INTEGER,
        BIGINT,
        DECIMAL,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        /** One of {@code eu}, {@code EU}, {@code us}. */
        LABEL
    }

    /** @param expected in text form */
    public record Value(
            List<@Nullable String> from, @Nullable String expected) {}

    private static TransformCase of(Stored from, Transform transform, String to) {
        return new TransformCase(
                transform + " of " + from + " to " + to, List.of(from), transform, to, new ArrayList<>());
    }

    private TransformCase gives(@Nullable String from, @Nullable String expected) {
        values.add(new Value(Arrays.asList(from), expected));
        return this;
    }

    private TransformCase isInvalid(String from, String reason) {
        return gives(from, InvalidValue.of("'" + from + "' " + reason));
    }

    @Override
    public String toString() {
        return name;
    }

    public static List<TransformCase> all() {
        List<TransformCase> cases = new ArrayList<>(simple());
        cases.addAll(lookups());
        cases.addAll(times());
        cases.addAll(casts());
        cases.addAll(several());
        return cases;
    }

    private static List<TransformCase> simple() {
        return List.of(
                of(Stored.TEXT, new Transform.Lowercase(), "text")
                        .gives("ÄB\tİI", "Äb\tİi")
                        .gives("", "")
                        .gives(null, null),
                of(Stored.CHAR8, new Transform.Uppercase(), "text")
                        .gives("ab ß", "AB ß")
                        .gives("", "")
                        .gives(null, null),
                of(Stored.TEXT, new Transform.Trim(), "text")
                        .gives("  x \t ", "x \t")
                        .gives("   ", "")
                        .gives(null, null),
                of(Stored.TEXT, new Transform.Default("it's \\ ?"), "text")
                        .gives(null, "it's \\ ?")
                        .gives("", ""),
                of(Stored.INTEGER, new Transform.Default("-1"), "bigint")
                        .gives(null, "-1")
                        .gives("0", "0"),
                of(Stored.DECIMAL, new Transform.NullIf("0"), "numeric")
                        .gives("0.000", null)
                        .gives("1.500", "1.500")
                        .gives(null, null),
                of(Stored.CHAR8, new Transform.NullIf("n/a"), "text")
                        .gives("n/a", null)
                        .gives(null, null),
                of(Stored.TEXT, new RegexReplace(com.google.re2j.Pattern.compile("(\\d+)-(\\d+)"), "$2/$1"), "text")
                        .gives("12-34 and 5-6", "34/12 and 6/5")
                        .gives("x", "x")
                        .gives(null, null),
                of(Stored.BIGINT, new Hash("a key of sixteen"), "text")
                        .gives("42", "a5a340655096458664eb7240835dd87b4ee1b5dd21a3232bd45b98d1c43db3c7")
                        .gives(null, null),
                of(Stored.TEXT, new Hash("a key of sixteen"), "text")
                        .gives(" a ", "8b7ad7c47bbd8843840a1bd9f5a9e0efc392fad1fcbb59b3d75690fcb365b3a6"));
    }

    private static List<TransformCase> lookups() {
        Map<String, Optional<String>> letters = Map.of(
                "A", Optional.of("active"), "a'?", Optional.of("it's"), "", Optional.of("none"), "X", Optional.empty());
        return List.of(
                of(Stored.TEXT, new Lookup(letters, Lookup.Unknown.FAIL), "text")
                        .gives("A", "active")
                        .gives("a'?", "it's")
                        .gives("", "none")
                        .gives("X", null)
                        .gives(null, null)
                        .isInvalid("a", Lookup.REASON)
                        .isInvalid("A ", Lookup.REASON),
                of(Stored.CHAR8, new Lookup(letters, Lookup.Unknown.KEEP), "text")
                        .gives("A", "active")
                        .gives("b", "b"),
                of(Stored.TEXT, new Lookup(letters, Lookup.Unknown.NULL), "text")
                        .gives("A", "active")
                        .gives("b", null),
                of(
                                Stored.BOOLEAN,
                                new Lookup(
                                        Map.of("1", Optional.of("yes"), "0", Optional.of("no")), Lookup.Unknown.FAIL),
                                "text")
                        .gives("1", "yes")
                        .gives("0", "no")
                        .gives(null, null),
                of(Stored.INTEGER, new Lookup(Map.of("7", Optional.of("1.50")), Lookup.Unknown.FAIL), "numeric(9,2)")
                        .gives("7", "1.50")
                        .isInvalid("8", Lookup.REASON),
                of(
                                Stored.INTEGER,
                                new Lookup(Map.of("7", Optional.of("-0.5")), Lookup.Unknown.FAIL),
                                "double precision")
                        .gives("7", "-0.5")
                        .isInvalid("-8", Lookup.REASON),
                of(
                                Stored.TEXT,
                                new Lookup(
                                        Map.of("A", Optional.of("123e4567-e89b-12d3-a456-426614174000")),
                                        Lookup.Unknown.FAIL),
                                "uuid")
                        .gives("A", "123e4567-e89b-12d3-a456-426614174000")
                        .isInvalid("ÄB", Lookup.REASON),
                of(Stored.TEXT, new Lookup(Map.of("A", Optional.of("true")), Lookup.Unknown.FAIL), "boolean")
                        .gives("A", "true")
                        .isInvalid("t", Lookup.REASON));
    }

    private static List<TransformCase> times() {
        Utc berlin = new Utc(ZoneId.of("Europe/Berlin"));
        return List.of(
                of(Stored.TIMESTAMP, berlin, "timestamp with time zone")
                        .gives("2024-03-31 01:59:59.999999", "2024-03-31 00:59:59.999999+00")
                        .gives("2024-03-31 02:00:00", "2024-03-31 01:00:00+00")
                        .gives("2024-03-31 02:30:00", "2024-03-31 01:30:00+00")
                        .gives("2024-03-31 03:00:00", "2024-03-31 01:00:00+00")
                        .gives("2024-10-27 01:59:59.5", "2024-10-26 23:59:59.5+00")
                        .gives("2024-10-27 02:00:00", "2024-10-27 01:00:00+00")
                        .gives("2024-10-27 02:59:59", "2024-10-27 01:59:59+00")
                        .gives("2024-10-27 03:00:00", "2024-10-27 02:00:00+00")
                        .gives("1800-01-01 00:00:00", "1799-12-31 23:06:32+00")
                        .gives("2100-07-01 12:00:00", "2100-07-01 10:00:00+00")
                        .gives(null, null),
                of(Stored.TIMESTAMP, new Utc(ZoneId.of("Asia/Taipei")), "timestamp without time zone")
                        .gives("2024-01-01 00:00:00.25", "2023-12-31 16:00:00.25")
                        .gives("1970-01-01 08:00:00", "1970-01-01 00:00:00"),
                of(Stored.TIMESTAMP, berlin, "timestamp(0) with time zone")
                        .gives("2024-10-27 01:59:59.5", "2024-10-27 00:00:00+00")
                        .gives("2024-12-31 23:59:59.499999", "2024-12-31 22:59:59+00"),
                of(Stored.TEXT, new RocDate(Invalid.FAIL), "date")
                        .gives("1130520", "2024-05-20")
                        .gives("990520", "2010-05-20")
                        .gives(" 0990520 ", "2010-05-20")
                        .gives("113/05/20", "2024-05-20")
                        .gives("113-5-2", "2024-05-02")
                        .gives("1/1/1", "1912-01-01")
                        .gives("1130229", "2024-02-29")
                        .gives(null, null)
                        .isInvalid("1120229", RocDate.REASON)
                        .isInvalid("113/05-20", RocDate.REASON)
                        .isInvalid("113/13/01", RocDate.REASON)
                        .isInvalid("0000101", RocDate.REASON)
                        .isInvalid("", RocDate.REASON)
                        .isInvalid("20240520", RocDate.REASON)
                        .isInvalid("1130520\n", RocDate.REASON),
                of(Stored.INTEGER, new RocDate(Invalid.NULL), "date")
                        .gives("1130520", "2024-05-20")
                        .gives("990520", "2010-05-20")
                        .gives("0", null));
    }

    private static List<TransformCase> casts() {
        Cast cast = new Cast(Invalid.FAIL);
        String digits = "9".repeat(40);
        return List.of(
                of(Stored.TEXT, cast, "bigint")
                        .gives(" 007 ", "7")
                        .gives("+5", "5")
                        .gives("-0", "0")
                        .gives("-12", "-12")
                        .gives("7.0", "7")
                        .gives(digits, digits)
                        .gives(null, null)
                        .isInvalid("7.5", Cast.REASON)
                        .isInvalid("1e3", Cast.REASON)
                        .isInvalid("", Cast.REASON)
                        .isInvalid("５", Cast.REASON)
                        .isInvalid("5\n", Cast.REASON)
                        .isInvalid("0x1", Cast.REASON)
                        .isInvalid("1_000", Cast.REASON),
                of(Stored.TEXT, cast, "numeric(9,2)")
                        .gives("1.50", "1.5")
                        .gives(".5", "0.5")
                        .gives("5.", "5")
                        .gives("100", "100")
                        .gives("-0.00", "0")
                        .isInvalid(".", Cast.REASON)
                        .isInvalid("NaN", Cast.REASON)
                        .isInvalid("1,5", Cast.REASON),
                of(Stored.CHAR8, cast, "boolean")
                        .gives("YES", "1")
                        .gives(" f", "0")
                        .isInvalid("2", Cast.REASON),
                of(Stored.TEXT, cast, "date")
                        .gives("2024-02-29", "2024-02-29")
                        .gives("20240229", "2024-02-29")
                        .gives("2000-02-29", "2000-02-29")
                        .isInvalid("1900-02-29", Cast.REASON)
                        .isInvalid("2024-0229", Cast.REASON)
                        .isInvalid("2024-04-31", Cast.REASON)
                        .isInvalid("0000-01-01", Cast.REASON)
                        .isInvalid("0000-00-00", Cast.REASON),
                of(Stored.TEXT, cast, "timestamp without time zone")
                        .gives("2024-02-29 10:30", "2024-02-29 10:30:00")
                        .gives("2024-02-29T23:59:59.120000", "2024-02-29 23:59:59.12")
                        .gives("2024-02-29 00:00:00.000", "2024-02-29 00:00:00")
                        .isInvalid("2024-02-29 24:00", Cast.REASON)
                        .isInvalid("2024-02-30 10:30", Cast.REASON),
                of(Stored.TEXT, new Cast(Invalid.NULL), "integer")
                        .gives("x", null)
                        .gives("1", "1"),
                of(Stored.DECIMAL, cast, "integer").gives("7.000", "7").isInvalid("7.5", Cast.REASON),
                of(Stored.BOOLEAN, cast, "integer").gives("1", "1").gives("0", "0"),
                of(Stored.INTEGER, cast, "boolean").gives("1", "1").isInvalid("2", Cast.REASON),
                of(Stored.INTEGER, cast, "date").gives("20240520", "2024-05-20").isInvalid("0", Cast.REASON),
                of(Stored.TIMESTAMP, cast, "date")
                        .gives("2024-05-20 23:59:59.999999", "2024-05-20")
                        .gives(null, null),
                of(Stored.DATE, cast, "timestamp without time zone").gives("2024-05-20", "2024-05-20 00:00:00"));
    }

    private static List<TransformCase> several() {
        TransformCase concat = new TransformCase(
                "concat",
                List.of(Stored.TEXT, Stored.INTEGER, Stored.DATE),
                new Concat(" - "),
                "text",
                new ArrayList<>());
        concat.values().add(new Value(Arrays.asList("a", "7", "2024-05-20"), "a - 7 - 2024-05-20"));
        concat.values().add(new Value(Arrays.asList("", null, "2024-05-20"), " - 2024-05-20"));
        concat.values().add(new Value(Arrays.asList(null, null, null), null));
        TransformCase expression = new TransformCase(
                "expression",
                List.of(Stored.TEXT, Stored.INTEGER),
                Expression.parse("b == null ? a : a + ':' + string(b * 2)", List.of("a", "b")),
                "text",
                new ArrayList<>());
        expression.values().add(new Value(Arrays.asList("x", "21"), "x:42"));
        expression.values().add(new Value(Arrays.asList("x", null), "x"));
        expression.values().add(new Value(Arrays.asList(null, null), null));
        return List.of(
                concat,
                expression,
                of(Stored.TEXT, new Split(" ", 1, 2), "text")
                        .gives("Ada Lovelace King", "Ada")
                        .gives("Ada", "Ada")
                        .gives("", "")
                        .gives(null, null),
                of(Stored.TEXT, new Split(" ", 2, 2), "text")
                        .gives("Ada Lovelace King", "Lovelace King")
                        .gives("Ada", null)
                        .gives("Ada ", ""),
                of(Stored.TEXT, new Split("aa", 2, 3), "text")
                        .gives("xaaaay", "")
                        .gives("xaay", "y")
                        .gives("aaa", "a")
                        .gives("ä'aab?aac", "b?"),
                of(Stored.TEXT, new Split("aa", 3, 3), "text")
                        .gives("xaaaay", "y")
                        .gives("1aa2aa3aa4", "3aa4"));
    }
}
