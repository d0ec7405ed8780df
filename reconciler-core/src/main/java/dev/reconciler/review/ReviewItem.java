package dev.reconciler.review;

import dev.reconciler.discrepancy.Discrepancy;
import org.jspecify.annotations.Nullable;

/**
 * A discrepancy in review: its id and version are the discrepancy's, it holds both rows, and {@code stateSince} is the begin of
 * its wait.
 *
 * @param claim the valid claim; null if there is none
 */
public record ReviewItem(Discrepancy discrepancy, @Nullable Claim claim) {}
