package dev.reconciler.audit;

import java.time.Instant;

/**
 * One link of a pipeline's chain.
 *
 * @param sequence from 1, without gaps
 * @param detail a JSON object, kept as the very text that was hashed
 * @param previousHash hash of the entry before; empty for the first
 * @param hash SHA-256 over all the other components, in hex
 */
public record AuditEntry(
        String pipeline,
        long sequence,
        Instant at,
        String actor,
        String action,
        String subject,
        String detail,
        String previousHash,
        String hash) {}
