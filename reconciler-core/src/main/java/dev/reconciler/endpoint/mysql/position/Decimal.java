package dev.reconciler.endpoint.mysql.position;

/** Numbers as the servers print them: digits, without a sign. */
final class Decimal {
    private Decimal() {}

    /**
     * @param context the text that holds the number, for the message
     * @throws IllegalArgumentException if the digits are none, or exceed 63 bits
     */
    static long parse(String digits, String context) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a number: '" + digits + "' in '" + context + "'");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("number out of range: '" + digits + "' in '" + context + "'", e);
        }
    }
}
