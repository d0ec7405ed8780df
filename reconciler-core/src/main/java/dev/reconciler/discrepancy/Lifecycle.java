package dev.reconciler.discrepancy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a discrepancy, and what led to it.
 *
 * @param since the time of the last change of state
 * @param version raised by every change of state or images, not by a repeated finding; updates name the version they saw
 * @param decision a person's decision, while it is in force; null while the discrepancy is open, and without a decision
 * @param acceptedUntil for ACCEPTED: the end of the acceptance
 * @param correction id of the journal entry that last corrected it
 */
public record Lifecycle(
        DiscrepancyState state,
        Instant since,
        int version,
        @Nullable DecisionKind decision,
        @Nullable Instant acceptedUntil,
        @Nullable String correction) {}
