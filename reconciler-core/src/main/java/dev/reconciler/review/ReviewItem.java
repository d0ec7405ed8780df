package dev.reconciler.review;

import dev.reconciler.discrepancy.Discrepancy;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy in review: its id and version are the discrepancy's, both rows are in it, and {@code stateSince} tells how long
 * it waits.
 *
 * @param claim who works on it; null if nobody does
 */
public record ReviewItem(Discrepancy discrepancy, @Nullable Claim claim) {}
