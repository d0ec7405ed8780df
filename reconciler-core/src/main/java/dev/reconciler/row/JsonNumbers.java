package dev.reconciler.row;

import java.math.BigDecimal;

/** The numbers in a JSON document, in one form for each value. */
record JsonNumbers(String json) {
    /** A number of more digits before the point is printed with an exponent, which costs no memory. */
    private static final int MOST_DIGITS = 40;

    /** The document with each number without zeros at the end of its fraction; a text that is no JSON is returned unchanged. */
    String plain() {
        StringBuilder out = new StringBuilder(json.length());
        int at = 0;
        try {
            while (at < json.length()) {
                char c = json.charAt(at);
                int end = c == '"' ? endOfString(at) : isOfNumber(c, true) ? endOfNumber(at) : at + 1;
                if (isOfNumber(c, true)) {
                    out.append(number(json.substring(at, end)));
                } else {
                    out.append(json, at, end);
                }
                at = end;
            }
        } catch (NumberFormatException e) {
            return json;
        }
        return out.toString();
    }

    private int endOfString(int start) {
        int at = start + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, json.length());
    }

    private int endOfNumber(int start) {
        int at = start;
        while (at < json.length() && isOfNumber(json.charAt(at), false)) {
            at++;
        }
        return at;
    }

    /** @param first of the characters of a number: the letters of true and false hold an e */
    private static boolean isOfNumber(char c, boolean first) {
        return c >= '0' && c <= '9' || c == '-' || !first && (c == '.' || c == '+' || c == 'e' || c == 'E');
    }

    private static String number(String text) {
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        long digits = (long) value.precision() - value.scale();
        return digits <= MOST_DIGITS && value.scale() <= MOST_DIGITS ? value.toPlainString() : value.toString();
    }
}
