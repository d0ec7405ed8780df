package dev.reconciler.endpoint.postgres.position;

import dev.reconciler.position.Position;
import java.util.Locale;

/** A PostgreSQL log sequence number: a byte offset in the write-ahead log, unsigned. */
public record Lsn(long value) implements Position {
    /**
     * Reads {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if the text is no LSN
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a PostgreSQL LSN: '" + text + "'");
        }
        long high = Long.parseLong(text, 0, slash, 16);
        long low = Long.parseLong(text, slash + 1, text.length(), 16);
        return new Lsn((high << 32) | low);
    }

    @Override
    public boolean covers(Position other) {
        return Long.compareUnsigned(value, ((Lsn) other).value) >= 0;
    }

    @Override
    public String text() {
        return Long.toHexString(value >>> 32).toUpperCase(Locale.ROOT)
                + "/"
                + Long.toHexString(value & 0xFFFFFFFFL).toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text();
    }
}
