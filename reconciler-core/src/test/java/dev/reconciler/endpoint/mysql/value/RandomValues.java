package dev.reconciler.endpoint.mysql.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random values of a pair of column types, in an input form of PostgreSQL.
 *
 * @param mysql the type in MySQL and MariaDB
 * @param postgres the type in PostgreSQL
 */
record RandomValues(String mysql, String postgres, Arbitrary<String> values) {
    private static final int MICROS = 1_000_000;
    private static final long FIRST_SECOND = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long LAST_SECOND =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);

    static List<RandomValues> all() {
        return List.of(
                new RandomValues("bigint", "bigint", Arbitraries.longs().map(String::valueOf)),
                new RandomValues(
                        "bigint unsigned", "numeric(20)", Arbitraries.longs().map(Long::toUnsignedString)),
                new RandomValues("decimal(65,30)", "numeric(65,30)", decimals()),
                new RandomValues("double", "double precision", doubles().map(String::valueOf)),
                new RandomValues("float", "real", floats().map(String::valueOf)),
                new RandomValues("varchar(50)", "varchar(50)", texts()),
                new RandomValues("longblob", "bytea", bytes()),
                new RandomValues("date", "date", days()),
                new RandomValues("time(6)", "time(6)", times()),
                new RandomValues("datetime(6)", "timestamp(6)", moments(FIRST_SECOND, LAST_SECOND)),
                new RandomValues(
                        "timestamp(6)",
                        "timestamptz(6)",
                        moments(1, Integer.MAX_VALUE).map(text -> text + "+00")),
                new RandomValues("bit(64)", "bit(64)", bits()),
                new RandomValues("json", "jsonb", documents()));
    }

    private static Arbitrary<String> decimals() {
        return Arbitraries.bigIntegers()
                .between(
                        BigInteger.TEN.pow(65).negate().add(BigInteger.ONE),
                        BigInteger.TEN.pow(65).subtract(BigInteger.ONE))
                .map(unscaled -> new BigDecimal(unscaled, 30).toPlainString());
    }

    /** Each bit pattern of a finite number is as likely as any other. */
    private static Arbitrary<Double> doubles() {
        return Arbitraries.longs()
                .withoutEdgeCases()
                .map(Double::longBitsToDouble)
                .filter(Double::isFinite);
    }

    private static Arbitrary<Float> floats() {
        return Arbitraries.integers()
                .withoutEdgeCases()
                .map(Float::intBitsToFloat)
                .filter(Float::isFinite);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("aA \u00e9e\u0301\u4e2d'\"\\\n\t%_|~:")
                .ofMaxLength(50);
    }

    private static Arbitrary<String> bytes() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(40)
                .map(bytes -> "\\x" + HexFormat.of().formatHex(bytes));
    }

    private static Arbitrary<String> days() {
        return Arbitraries.longs()
                .between(
                        LocalDate.of(1, 1, 1).toEpochDay(),
                        LocalDate.of(9999, 12, 31).toEpochDay())
                .map(day -> LocalDate.ofEpochDay(day).toString());
    }

    private static Arbitrary<String> times() {
        return Arbitraries.longs().between(0, 86_399_999_999L).map(micros -> {
            long seconds = micros / MICROS;
            return String.format(
                    Locale.ROOT,
                    "%02d:%02d:%02d.%06d",
                    seconds / 3600,
                    seconds / 60 % 60,
                    seconds % 60,
                    micros % MICROS);
        });
    }

    private static Arbitrary<String> moments(long first, long last) {
        return Arbitraries.longs()
                .between(first, last)
                .flatMap(second -> Arbitraries.integers().between(0, MICROS - 1).map(micros -> {
                    LocalDateTime at = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
                    return String.format(Locale.ROOT, "%s %s.%06d", at.toLocalDate(), time(at), micros);
                }));
    }

    private static String time(LocalDateTime at) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", at.getHour(), at.getMinute(), at.getSecond());
    }

    private static Arbitrary<String> bits() {
        return Arbitraries.longs().map(bits -> {
            String digits = Long.toBinaryString(bits);
            return "0".repeat(Long.SIZE - digits.length()) + digits;
        });
    }

    private static Arbitrary<String> documents() {
        Arbitrary<String> keys = Arbitraries.strings().withChars("ab\u00e9").ofMaxLength(3);
        Arbitrary<String> numbers = Arbitraries.oneOf(
                Arbitraries.longs().map(String::valueOf), doubles().map(ShortestFloat::print));
        return Arbitraries.maps(keys, Arbitraries.oneOf(numbers, Arbitraries.of("null", "true", "{}", "[\"x\"]")))
                .ofMaxSize(5)
                .map(members -> members.entrySet().stream()
                        .map(member -> '"' + member.getKey() + "\":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}")));
    }

    @Override
    public String toString() {
        return mysql + " and " + postgres;
    }
}
