package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.row.RowKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest that stands for a key in the columns {@code key_digest}: a key may be longer than an index entry. */
public final class KeyDigest {
    private KeyDigest() {}

    /** SHA-256 of the key's {@link RowKey#encoded} form, in hex digits. */
    public static String of(RowKey key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(key.encoded().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256 (java.security.MessageDigest)", e);
        }
    }
}
