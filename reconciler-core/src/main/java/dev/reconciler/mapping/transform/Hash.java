package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A pseudonym: 64 hexadecimal digits, the HMAC with SHA-256 (RFC 2104) of the value's canonical form in UTF-8. Without the key, a
 * pseudonym can neither be reversed nor be recognised by hashing likely values.
 *
 * <p>It has no SQL rendering, because statements with the key would stand in the server's log.
 */
public record Hash(String key) implements OneToOne {
    private static final String ALGORITHM = "HmacSHA256";

    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String text = value.canonical();
        return text == null ? null : HexFormat.of().formatHex(mac(text));
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must have " + ALGORITHM, e);
        }
    }

    @Override
    public boolean isInjective() {
        return true; // up to a chance of 2^-128
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.hash(this);
    }

    /** Without the key, but different for another key: it identifies a mapping across restarts. */
    @Override
    public String toString() {
        return "Hash[" + HexFormat.of().formatHex(mac("key"), 0, 8) + "]";
    }
}
