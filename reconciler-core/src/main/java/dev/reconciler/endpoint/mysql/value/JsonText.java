package dev.reconciler.endpoint.mysql.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.reconciler.endpoint.write.Violation;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints a JSON document as PostgreSQL prints it as {@code jsonb}: keys by length in bytes and then by bytes, the last of two equal
 * keys, numbers without exponent and with their scale, and one blank after each comma and colon.
 */
public final class JsonText {
    /** As far as PostgreSQL's numeric reaches: digits before the point. */
    private static final int MOST_DIGITS = 131_072;

    private static final int DEEPEST = 10_000;
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger HIGHEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(MOST_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /** The document's printed form; a text that is no JSON is returned unchanged, and is then equal to no document. */
    public static String print(String json) {
        if (PrintedJson.is(json)) {
            return json;
        }
        StringBuilder out = new StringBuilder(json.length() + 16);
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                return json;
            }
            value(parser, out);
            return parser.nextToken() == null ? out.toString() : json;
        } catch (IOException | NumberFormatException e) {
            return json;
        }
    }

    /**
     * Checks that MySQL stores each number of a document with its value.
     *
     * @throws UnstorableValueException.Reason for a number that is no 64-bit integer and that a double can't print
     */
    static void requireDoubles(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() && !isExact(parser.getText())) {
                    throw new UnstorableValueException.Reason(
                            Violation.OUT_OF_RANGE,
                            "MySQL stores the number " + parser.getText() + " in it as the nearest double");
                }
            }
        } catch (IOException e) {
            throw new UnstorableValueException.Reason(Violation.INVALID, "it is no JSON: " + e.getMessage());
        }
    }

    private static boolean isExact(String number) {
        BigDecimal value = new BigDecimal(number);
        if (value.scale() == 0
                && value.unscaledValue().compareTo(LOWEST) >= 0
                && value.unscaledValue().compareTo(HIGHEST) <= 0) {
            return true;
        }
        double nearest = value.doubleValue();
        return !Double.isInfinite(nearest) && new BigDecimal(ShortestFloat.print(nearest)).compareTo(value) == 0;
    }

    private static void value(JsonParser parser, StringBuilder out) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, out);
            case START_ARRAY -> array(parser, out);
            case VALUE_STRING -> string(parser.getText(), out);
            case VALUE_NUMBER_INT -> out.append(integer(parser.getText()));
            case VALUE_NUMBER_FLOAT -> out.append(number(parser.getText()));
            default -> out.append(parser.getText());
        }
    }

    /** @param from of the printed member in the text, and its end */
    private record Member(String key, int from, int to) {}

    /** MySQL stores members in this order, so they seldom have to be moved. */
    private static void object(JsonParser parser, StringBuilder out) throws IOException {
        out.append('{');
        int start = out.length();
        List<Member> members = new ArrayList<>();
        boolean inOrder = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (!members.isEmpty()) {
                inOrder = inOrder && compareKeys(members.get(members.size() - 1).key(), key) < 0;
                out.append(", ");
            }
            int from = out.length();
            string(key, out);
            out.append(": ");
            parser.nextToken();
            value(parser, out);
            members.add(new Member(key, from, out.length()));
        }
        if (!inOrder) {
            Map<String, String> sorted = new TreeMap<>(JsonText::compareKeys);
            members.forEach(member -> sorted.put(member.key(), out.substring(member.from(), member.to())));
            out.setLength(start);
            out.append(String.join(", ", sorted.values()));
        }
        out.append('}');
    }

    private static int compareKeys(String one, String other) {
        if (isAscii(one) && isAscii(other)) {
            return one.length() == other.length() ? one.compareTo(other) : one.length() - other.length();
        }
        byte[] bytes = one.getBytes(StandardCharsets.UTF_8);
        byte[] others = other.getBytes(StandardCharsets.UTF_8);
        return bytes.length == others.length ? Arrays.compareUnsigned(bytes, others) : bytes.length - others.length;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static void array(JsonParser parser, StringBuilder out) throws IOException {
        out.append('[');
        String separator = "";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            out.append(separator);
            value(parser, out);
            separator = ", ";
        }
        out.append(']');
    }

    private static String integer(String text) {
        return text.length() > MOST_DIGITS || text.equals("-0") ? number(text) : text;
    }

    private static String number(String text) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.precision() - value.scale()) > MOST_DIGITS) {
            throw new NumberFormatException("a number of more than " + MOST_DIGITS + " digits");
        }
        return (value.scale() < 0 ? value.setScale(0) : value).toPlainString();
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
