package dev.reconciler.endpoint.mysql.position;

/**
 * The transactions without GTIDs that a snapshot contains: those of the server's log up to a place. Those of another server's log are
 * from before the present stream, and count as contained.
 *
 * @param gtidMode of the server: {@code ON} if it no longer writes such transactions
 */
public record AnonymousContent(String server, BinlogCoordinate end, String gtidMode) {
    private static final String ON = "ON";

    /** Returns whether every transaction that the server commits has a GTID. */
    public static boolean isOn(String gtidMode) {
        return gtidMode.equals(ON);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static AnonymousContent parse(String text) {
        int at = text.indexOf('@');
        int blank = text.indexOf(' ');
        if (at < 0 || blank < at) {
            throw new IllegalArgumentException(
                    "not a place in MySQL's log (server@file:offset gtid_mode): '" + text + "'");
        }
        return new AnonymousContent(
                text.substring(0, at),
                BinlogCoordinate.parse(text.substring(at + 1, blank)),
                text.substring(text.indexOf('=', blank) + 1));
    }

    boolean contains(AnonymousTransaction transaction) {
        return !transaction.server().equals(server) || transaction.end().compareTo(end) <= 0;
    }

    boolean isOn() {
        return isOn(gtidMode);
    }

    @Override
    public String toString() {
        return server + "@" + end + " gtid_mode=" + gtidMode;
    }
}
