package dev.reconciler.audit;

import java.time.Instant;

/**
 * One entry of a pipeline's chain.
 *
 * @param sequence from 1, without gaps
 * @param detail a JSON object, kept as the very text that was hashed
 */
public record AuditEntry(
        String pipeline,
        long sequence,
        Instant at,
        String actor,
        String action,
        String subject,
        String detail,
        Link link) {
    /**
     * The entry's place in the chain.
     *
     * @param previousHash hash of the entry before; empty for the first
     * @param hash SHA-256 over all other components of the entry and the previous hash, in hex
     */
    public record Link(String previousHash, String hash) {}
}
