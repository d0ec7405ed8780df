package dev.reconciler.report;

import java.time.Instant;

/** @param until exclusive */
public record Period(Instant from, Instant until) {
    /** From the first record to the last. */
    public static final Period ALWAYS = new Period(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
}
