package dev.reconciler.endpoint.mysql.position;

import java.util.Comparator;

/**
 * A byte offset in a binary log file. The order is that of one server's log: by the file's number, then by the offset. A server
 * numbers its files upwards and widens the number beyond six digits, so that the order of the names' text is another.
 *
 * @param file the file's name, as in {@code binlog.000042}
 * @param offset in bytes, from the start of the file
 */
public record BinlogCoordinate(String file, long offset) implements Comparable<BinlogCoordinate> {
    private static final Comparator<BinlogCoordinate> ORDER = Comparator.comparingLong(BinlogCoordinate::fileNumber)
            .thenComparingLong(BinlogCoordinate::offset)
            .thenComparing(BinlogCoordinate::file);

    /** @throws IllegalArgumentException if the file's name does not end in a number, or the offset is negative */
    public BinlogCoordinate {
        numberOf(file);
        if (offset < 0) {
            throw new IllegalArgumentException("negative offset " + offset + " in binary log file '" + file + "'");
        }
    }

    /**
     * Reads {@code binlog.000042:1234}.
     *
     * @throws IllegalArgumentException if the text is no coordinate
     */
    public static BinlogCoordinate parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a binary log coordinate (file:offset): '" + text + "'");
        }
        return new BinlogCoordinate(text.substring(0, colon), Decimal.parse(text.substring(colon + 1), text));
    }

    /** The number at the end of the file's name. */
    public long fileNumber() {
        return numberOf(file);
    }

    private static long numberOf(String file) {
        int dot = file.lastIndexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("binary log file without a number: '" + file + "'");
        }
        return Decimal.parse(file.substring(dot + 1), file);
    }

    @Override
    public int compareTo(BinlogCoordinate other) {
        return ORDER.compare(this, other);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
