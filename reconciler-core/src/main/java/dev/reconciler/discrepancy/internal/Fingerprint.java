package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Finding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A discrepancy's id: 128 bits of SHA-256 over what identifies it, each part with its length in front. */
final class Fingerprint {
    private static final int BYTES = 16;

    private Fingerprint() {}

    static String of(String pipeline, Finding finding) {
        MessageDigest sha = sha256();
        for (String part : new String[] {
            pipeline,
            finding.table(),
            finding.tenant().value(),
            finding.subject(),
            finding.type().name()
        }) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha.update(bytes);
        }
        return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256 (java.security.MessageDigest)", e);
        }
    }
}
