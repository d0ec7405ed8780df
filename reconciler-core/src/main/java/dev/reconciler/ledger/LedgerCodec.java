package dev.reconciler.ledger;

import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the ledger as bytes: a version, the names of the tables, then per transaction its sequence, id and entries.
 * Numbers are varints, texts UTF-8 with their length in front, hashes 16 bytes.
 *
 * <p>Version 2 has values of columns. Ledgers without such values are written in version 1, which earlier releases read.
 */
public final class LedgerCodec {
    private static final int VERSION = 2;
    private static final int WITHOUT_VALUES = 1;
    private static final int PRESENT = 1;
    private static final int CORE = 2;
    private static final int WIDE = 4;
    private static final int VALUES = 8;

    private LedgerCodec() {}

    public static byte[] encode(List<LedgerTransaction> transactions) {
        Map<String, Integer> tables = new LinkedHashMap<>();
        for (LedgerTransaction transaction : transactions) {
            for (LedgerEntry entry : transaction.entries()) {
                tables.putIfAbsent(entry.table(), tables.size());
            }
        }
        LedgerBytes.Writer out = new LedgerBytes.Writer();
        out.number(hasValues(transactions) ? VERSION : WITHOUT_VALUES);
        out.number(tables.size());
        tables.keySet().forEach(out::text);
        out.number(transactions.size());
        for (LedgerTransaction transaction : transactions) {
            out.number(transaction.sequence());
            out.text(transaction.id().text());
            out.number(transaction.entries().size());
            for (LedgerEntry entry : transaction.entries()) {
                out.number(tables.getOrDefault(entry.table(), -1));
                write(out, entry.key());
                write(out, entry.image());
            }
        }
        return out.bytes();
    }

    /**
     * Inverse of {@link #encode}.
     *
     * @throws IllegalArgumentException if the bytes are damaged or of a version that this one doesn't know
     */
    public static List<LedgerTransaction> decode(byte[] bytes) {
        LedgerBytes.Reader in = new LedgerBytes.Reader(ByteBuffer.wrap(bytes));
        long version = in.number();
        if (version < WITHOUT_VALUES || version > VERSION) {
            throw new IllegalArgumentException("the ledger was written in format " + version + ", this version reads "
                    + VERSION + ": was the target written by a newer release?");
        }
        List<String> tables = new ArrayList<>();
        for (int n = in.count(); n > 0; n--) {
            tables.add(in.text());
        }
        List<LedgerTransaction> transactions = new ArrayList<>();
        for (int n = in.count(); n > 0; n--) {
            transactions.add(new LedgerTransaction(in.number(), new TransactionId(in.text()), entries(in, tables)));
        }
        in.end();
        return transactions;
    }

    private static boolean hasValues(List<LedgerTransaction> transactions) {
        return transactions.stream()
                .flatMap(transaction -> transaction.entries().stream())
                .anyMatch(entry -> !entry.image().values().isEmpty());
    }

    private static List<LedgerEntry> entries(LedgerBytes.Reader in, List<String> tables) {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int n = in.count(); n > 0; n--) {
            entries.add(new LedgerEntry(tables.get(in.index(tables.size())), key(in), image(in)));
        }
        return entries;
    }

    private static void write(LedgerBytes.Writer out, RowKey key) {
        out.number(key.parts().size());
        key.parts().forEach(out::text);
    }

    private static RowKey key(LedgerBytes.Reader in) {
        List<String> parts = new ArrayList<>();
        for (int n = in.count(); n > 0; n--) {
            parts.add(in.text());
        }
        return new RowKey(parts);
    }

    private static void write(LedgerBytes.Writer out, LedgerImage image) {
        RowHash core = image.core();
        Map<Integer, RowHash> wide = image.wide();
        Map<Integer, Optional<String>> values = image.values();
        out.number((image.present() ? PRESENT : 0)
                | (core != null ? CORE : 0)
                | (wide.isEmpty() ? 0 : WIDE)
                | (values.isEmpty() ? 0 : VALUES));
        if (core != null) {
            out.hash(core);
        }
        if (!wide.isEmpty()) {
            out.number(wide.size());
            wide.forEach((column, hash) -> {
                out.number(column);
                out.hash(hash);
            });
        }
        if (!values.isEmpty()) {
            out.number(values.size());
            values.forEach((column, text) -> {
                out.number(column);
                out.number(text.isPresent() ? 1 : 0);
                text.ifPresent(out::text);
            });
        }
    }

    private static LedgerImage image(LedgerBytes.Reader in) {
        long flags = in.number();
        if ((flags & ~(PRESENT | CORE | WIDE | VALUES)) != 0) {
            throw new IllegalArgumentException("the ledger is damaged: unknown flags " + flags + " of an image");
        }
        @Nullable RowHash core = (flags & CORE) != 0 ? in.hash() : null;
        Map<Integer, RowHash> wide = new TreeMap<>();
        if ((flags & WIDE) != 0) {
            for (int n = in.count(); n > 0; n--) {
                wide.put((int) in.number(), in.hash());
            }
        }
        Map<Integer, Optional<String>> values = new TreeMap<>();
        if ((flags & VALUES) != 0) {
            for (int n = in.count(); n > 0; n--) {
                values.put((int) in.number(), in.number() == 0 ? Optional.empty() : Optional.of(in.text()));
            }
        }
        return new LedgerImage((flags & PRESENT) != 0, core, wide, values);
    }
}
