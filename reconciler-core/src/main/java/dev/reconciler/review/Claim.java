package dev.reconciler.review;

import java.time.Instant;

/** A reviewer's claim on an item, with its expiry. */
public record Claim(String discrepancy, String reviewer, Instant until) {}
