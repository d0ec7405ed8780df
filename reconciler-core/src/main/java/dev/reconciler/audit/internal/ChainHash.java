package dev.reconciler.audit.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.HexFormat;

/** SHA-256 over an entry's parts, each with its length in front, so that no two entries share their bytes. */
final class ChainHash {
    private ChainHash() {}

    static String of(
            String pipeline,
            long sequence,
            Instant at,
            String actor,
            String action,
            String subject,
            String detail,
            String previousHash) {
        MessageDigest sha = sha256();
        long micros =
                Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.get(ChronoField.MICRO_OF_SECOND));
        for (String part : new String[] {
            pipeline, Long.toString(sequence), Long.toString(micros), actor, action, subject, detail, previousHash
        }) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha.update(bytes);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256 (java.security.MessageDigest)", e);
        }
    }
}
