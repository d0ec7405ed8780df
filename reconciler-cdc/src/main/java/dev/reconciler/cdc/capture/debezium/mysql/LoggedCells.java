package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.AbstractRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.DeleteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.UpdateRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.WriteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the cells of logged rows without loss. The library's own reading turns zero dates into NULL and cuts negative times.
 *
 * <p>Integers are {@link Long}, signed; floats {@link Float} and {@link Double}; decimals {@link java.math.BigDecimal}; texts, bytes and
 * documents {@code byte[]}; bits, dates and times their text without a zone.
 */
final class LoggedCells {
    private static final long DATETIME_SIGN = 1L << 39;
    private static final long TIME_SIGN = 1L << 23;
    private static final int MONTHS = 13;
    private static final int FIRST_YEAR = 1900;
    private static final int DIGITS_OF_A_WORD = 9;
    /** Bytes of a group of so many digits. */
    private static final List<Integer> BYTES_OF_DIGITS = List.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 4);

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private LoggedCells() {}

    static Serializable read(ColumnType type, int meta, int length, ByteArrayInputStream in) throws IOException {
        return switch (type) {
            case TINY -> (long) (byte) in.readInteger(1);
            case SHORT -> (long) (short) in.readInteger(2);
            case INT24 -> (long) (in.readInteger(3) << 8 >> 8);
            case LONG -> (long) in.readInteger(4);
            case LONGLONG -> in.readLong(8);
            case YEAR -> year(in.readInteger(1));
            case FLOAT -> Float.intBitsToFloat(in.readInteger(4));
            case DOUBLE -> Double.longBitsToDouble(in.readLong(8));
            case NEWDECIMAL -> decimal(meta & 0xFF, meta >> 8, in);
            case BIT -> bits((meta >> 8) * 8 + (meta & 0xFF), in);
            case DATE -> date(in.readInteger(3));
            case TIME_V2 -> time(meta, in);
            case DATETIME_V2 -> datetime(meta, in);
            case TIMESTAMP_V2 -> timestamp(meta, in);
            case STRING -> in.read(in.readInteger(length < 256 ? 1 : 2));
            case VARCHAR, VAR_STRING -> in.read(in.readInteger(meta < 256 ? 1 : 2));
            case BLOB, GEOMETRY, JSON, VECTOR -> in.read(in.readInteger(meta));
            case ENUM, SET -> in.readLong(length);
            // Tables from servers before MySQL 5.6 and MariaDB 10.1 only.
            default ->
                throw new IOException("a column in the format " + type + " can't be read from the log:"
                        + " rebuild the table (ALTER TABLE ... FORCE) and run `serve --resync`");
        };
    }

    private static long year(int stored) {
        return stored == 0 ? 0 : FIRST_YEAR + stored;
    }

    private static BigDecimal decimal(int precision, int scale, ByteArrayInputStream in) throws IOException {
        return AbstractRowsEventDataDeserializer.asBigDecimal(
                precision, scale, in.read(bytesOf(precision - scale) + bytesOf(scale)));
    }

    private static int bytesOf(int digits) {
        return digits / DIGITS_OF_A_WORD * BYTES_OF_DIGITS.get(DIGITS_OF_A_WORD)
                + BYTES_OF_DIGITS.get(digits % DIGITS_OF_A_WORD);
    }

    private static String bits(int length, ByteArrayInputStream in) throws IOException {
        String digits = new BigInteger(1, in.read((length + 7) / 8)).toString(2);
        return "0".repeat(length - digits.length()) + digits;
    }

    private static String date(int stored) {
        return String.format(Locale.ROOT, "%04d-%02d-%02d", stored >> 9, stored >> 5 & 15, stored & 31);
    }

    /** Sign and 23 bits of hour, minute and second; a negative time is the complement of the whole with its fraction. */
    private static String time(int digits, ByteArrayInputStream in) throws IOException {
        int fractionBits = 8 * fractionBytes(digits);
        long stored = bigEndian(in, 3 + fractionBytes(digits)) - (TIME_SIGN << fractionBits);
        long size = Math.abs(stored);
        long seconds = size >> fractionBits;
        return (stored < 0 ? "-" : "")
                + String.format(Locale.ROOT, "%02d:%02d:%02d", seconds >> 12, seconds >> 6 & 63, seconds & 63)
                + fraction(size & (1L << fractionBits) - 1, digits);
    }

    private static String datetime(int digits, ByteArrayInputStream in) throws IOException {
        long stored = bigEndian(in, 5) - DATETIME_SIGN;
        long months = stored >> 22;
        return String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d %02d:%02d:%02d",
                        months / MONTHS,
                        months % MONTHS,
                        stored >> 17 & 31,
                        stored >> 12 & 31,
                        stored >> 6 & 63,
                        stored & 63)
                + fraction(bigEndian(in, fractionBytes(digits)), digits);
    }

    private static String timestamp(int digits, ByteArrayInputStream in) throws IOException {
        long seconds = bigEndian(in, 4);
        String fraction = fraction(bigEndian(in, fractionBytes(digits)), digits);
        if (seconds == 0) {
            return "0000-00-00 00:00:00" + fraction;
        }
        return SECONDS.format(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)) + fraction;
    }

    private static int fractionBytes(int digits) {
        return (digits + 1) / 2;
    }

    /** The point and the digits of a second without zeros at the end. @param stored in the unit that the bytes hold */
    private static String fraction(long stored, int digits) {
        if (stored == 0) {
            return "";
        }
        String text = Long.toString(stored);
        text = "0".repeat(2 * fractionBytes(digits) - text.length()) + text;
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return "." + text.substring(0, end);
    }

    private static long bigEndian(ByteArrayInputStream in, int length) throws IOException {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | in.readInteger(1);
        }
        return value;
    }

    /** Reads inserted rows. */
    static final class Inserted extends WriteRowsEventDataDeserializer {
        Inserted(Map<Long, TableMapEventData> tables) {
            super(tables);
        }

        @Override
        protected Serializable deserializeCell(ColumnType type, int meta, int length, ByteArrayInputStream in)
                throws IOException {
            return read(type, meta, length, in);
        }
    }

    /** Reads both images of updated rows. */
    static final class Updated extends UpdateRowsEventDataDeserializer {
        Updated(Map<Long, TableMapEventData> tables) {
            super(tables);
        }

        @Override
        protected Serializable deserializeCell(ColumnType type, int meta, int length, ByteArrayInputStream in)
                throws IOException {
            return read(type, meta, length, in);
        }
    }

    /** Reads deleted rows. */
    static final class Deleted extends DeleteRowsEventDataDeserializer {
        Deleted(Map<Long, TableMapEventData> tables) {
            super(tables);
        }

        @Override
        protected Serializable deserializeCell(ColumnType type, int meta, int length, ByteArrayInputStream in)
                throws IOException {
            return read(type, meta, length, in);
        }
    }
}
