package dev.reconciler.review;

import java.time.Instant;

/** A reviewer works on an item, until then at most. */
public record Claim(String discrepancy, String reviewer, Instant until) {}
