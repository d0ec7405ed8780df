package dev.reconciler.ledger;

import dev.reconciler.row.RowHash;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers, texts and hashes as the ledger's bytes. */
final class LedgerBytes {
    private LedgerBytes() {}

    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

        void number(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            out.writeBytes(utf8);
        }

        void hash(RowHash hash) {
            out.writeBytes(ByteBuffer.allocate(16)
                    .putLong(hash.high())
                    .putLong(hash.low())
                    .array());
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** Every method throws IllegalArgumentException where the bytes can't be what was written. */
    static final class Reader {
        private final ByteBuffer in;

        Reader(ByteBuffer in) {
            this.in = in;
        }

        long number() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = next();
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw damaged("a number without end");
        }

        /** A number of things to follow, each of which takes at least one byte. */
        int count() {
            long count = number();
            if (count < 0 || count > in.remaining()) {
                throw damaged("a count of " + count);
            }
            return (int) count;
        }

        int index(int size) {
            long index = number();
            if (index < 0 || index >= size) {
                throw damaged("entry " + index + " of " + size);
            }
            return (int) index;
        }

        String text() {
            byte[] utf8 = new byte[count()];
            in.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        RowHash hash() {
            try {
                return new RowHash(in.getLong(), in.getLong());
            } catch (BufferUnderflowException e) {
                throw new IllegalArgumentException("the ledger is damaged: it ends within a hash", e);
            }
        }

        void end() {
            if (in.hasRemaining()) {
                throw damaged(in.remaining() + " bytes after its end");
            }
        }

        private byte next() {
            if (!in.hasRemaining()) {
                throw damaged("it ends too early");
            }
            return in.get();
        }

        private IllegalArgumentException damaged(String what) {
            return new IllegalArgumentException("the ledger is damaged at byte " + in.position() + ": " + what);
        }
    }
}
