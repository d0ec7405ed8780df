package dev.reconciler.endpoint.mysql.value;

/**
 * Recognizes a document that is printed already as PostgreSQL prints {@code jsonb}, as MySQL prints most documents. In doubt the answer
 * is no: keys beyond ASCII, escapes, exponents and deep nesting are left to {@link JsonText}.
 */
final class PrintedJson {
    private static final int DEEPEST = 100;
    private static final int LONGEST_NUMBER = 1_000;

    private final char[] text;
    private int at;

    private PrintedJson(String text) {
        this.text = text.toCharArray();
    }

    static boolean is(String text) {
        PrintedJson json = new PrintedJson(text);
        return json.isValue(0) && json.at == json.text.length;
    }

    private boolean isValue(int depth) {
        if (depth == DEEPEST) {
            return false;
        }
        return switch (peek()) {
            case '{' -> isObject(depth + 1);
            case '[' -> isArray(depth + 1);
            case '"' -> isString();
            case 't' -> skips("true");
            case 'f' -> skips("false");
            case 'n' -> skips("null");
            default -> isNumber();
        };
    }

    /** The next character; a zero, which no document holds, at the end. */
    private char peek() {
        return at < text.length ? text[at] : 0;
    }

    private boolean skips(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!skips(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean skips(char character) {
        boolean found = peek() == character;
        at++;
        return found;
    }

    private boolean isObject(int depth) {
        at++;
        if (peek() == '}') {
            at++;
            return true;
        }
        int before = -1;
        int lengthBefore = 0;
        while (true) {
            int key = at + 1;
            if (!isString()) {
                return false;
            }
            int length = at - 1 - key;
            if (!isAscii(key, length) || before >= 0 && !isBefore(before, lengthBefore, key, length)) {
                return false;
            }
            before = key;
            lengthBefore = length;
            if (!skips(": ") || !isValue(depth)) {
                return false;
            }
            if (peek() == '}') {
                at++;
                return true;
            }
            if (!skips(", ")) {
                return false;
            }
        }
    }

    private boolean isArray(int depth) {
        at++;
        if (peek() == ']') {
            at++;
            return true;
        }
        while (isValue(depth)) {
            if (peek() == ']') {
                at++;
                return true;
            }
            if (!skips(", ")) {
                return false;
            }
        }
        return false;
    }

    /** Without escapes. */
    private boolean isString() {
        if (!skips('"')) {
            return false;
        }
        while (at < text.length) {
            char c = text[at++];
            if (c == '"') {
                return true;
            }
            if (c == '\\' || c < ' ') {
                return false;
            }
        }
        return false;
    }

    private boolean isAscii(int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (text[i] >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** By length, and then by characters; equal keys are not in order. */
    private boolean isBefore(int one, int length, int other, int otherLength) {
        if (length != otherLength) {
            return length < otherLength;
        }
        for (int i = 0; i < length; i++) {
            int difference = text[one + i] - text[other + i];
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    /** Without exponent; no zero has a sign. */
    private boolean isNumber() {
        int start = at;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        boolean leadingZero = peek() == '0';
        int digits = digits();
        if (digits == 0 || leadingZero && (digits > 1 || negative)) {
            return false;
        }
        if (peek() == '.') {
            at++;
            if (digits() == 0) {
                return false;
            }
        }
        return at - start <= LONGEST_NUMBER;
    }

    private int digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at - start;
    }
}
