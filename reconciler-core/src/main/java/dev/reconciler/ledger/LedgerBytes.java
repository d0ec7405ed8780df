package dev.reconciler.ledger;

import dev.reconciler.row.RowHash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers, texts and hashes as the ledger's bytes. */
final class LedgerBytes {
    private LedgerBytes() {}

    static final class Writer {
        private static final int LONGEST_NUMBER = 10;
        private ByteBuffer out = ByteBuffer.allocate(4096);

        void number(long value) {
            room(LONGEST_NUMBER);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.put((byte) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.put((byte) rest);
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            room(utf8.length);
            out.put(utf8);
        }

        void hash(RowHash hash) {
            room(2 * Long.BYTES);
            out.putLong(hash.high()).putLong(hash.low());
        }

        byte[] bytes() {
            return Arrays.copyOf(out.array(), out.position());
        }

        private void room(int bytes) {
            if (out.remaining() < bytes) {
                int size = Math.max(Math.multiplyExact(out.capacity(), 2), Math.addExact(out.position(), bytes));
                out = ByteBuffer.allocate(size).put(out.flip());
            }
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
