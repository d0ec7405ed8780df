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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
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
    private static final Comparator<String> KEYS = Comparator.comparing(
            key -> key.getBytes(StandardCharsets.UTF_8),
            Comparator.<byte[]>comparingInt(bytes -> bytes.length).thenComparing(Arrays::compareUnsigned));

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
        StringBuilder out = new StringBuilder(json.length() + 16);
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.append(number(parser.getText()));
            default -> out.append(parser.getText());
        }
    }

    private static void object(JsonParser parser, StringBuilder out) throws IOException {
        Map<String, String> members = new TreeMap<>(KEYS);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            StringBuilder member = new StringBuilder();
            value(parser, member);
            members.put(key, member.toString());
        }
        out.append('{');
        String separator = "";
        for (Map.Entry<String, String> member : members.entrySet()) {
            out.append(separator);
            string(member.getKey(), out);
            out.append(": ").append(member.getValue());
            separator = ", ";
        }
        out.append('}');
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
