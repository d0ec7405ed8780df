package dev.reconciler.verify.changes.internal;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.changes.ChangedRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Changed rows as compressed bytes: the number of keys, each key, the number of ranges, and both bounds of each. A key is its
 * encoded text, in UTF-8 after its length; the length of a bound that is none is -1. Keys are sorted: neighbours share
 * their beginnings, which compress well.
 */
final class PackedRows {
    private PackedRows() {}

    static byte[] pack(ChangedRows rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, fast))) {
            Set<String> keys = new TreeSet<>();
            rows.keys().forEach(key -> keys.add(key.encoded()));
            out.writeInt(keys.size());
            for (String key : keys) {
                write(out, key);
            }
            out.writeInt(rows.ranges().size());
            for (KeyRange range : rows.ranges()) {
                write(out, range.from() == null ? null : range.from().encoded());
                write(out, range.to() == null ? null : range.to().encoded());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            fast.end();
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static ChangedRows unpack(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            Set<RowKey> keys = new LinkedHashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                keys.add(RowKey.decode(String.valueOf(read(in))));
            }
            Set<KeyRange> ranges = new LinkedHashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                ranges.add(KeyRange.decode(read(in), read(in)));
            }
            return new ChangedRows(keys, ranges);
        } catch (IOException e) {
            throw new UncheckedIOException("the record of changed keys is damaged", e);
        }
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
