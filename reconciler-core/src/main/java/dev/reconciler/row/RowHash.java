package dev.reconciler.row;

import java.nio.ByteBuffer;

/** 128 bits of a row's canonical encoding: the two halves of its MD5, big-endian. */
public record RowHash(long high, long low) {
    public static RowHash ofBytes(byte[] sixteen) {
        ByteBuffer buffer = ByteBuffer.wrap(sixteen);
        return new RowHash(buffer.getLong(), buffer.getLong());
    }
}
