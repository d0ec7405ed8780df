package dev.reconciler.verify.confirm;

import java.time.Instant;

/**
 * The content of both sides at the reading of a candidate.
 *
 * @param at not before either side's snapshot was taken
 * @param fence sequence F of the window
 * @param images identifies the content of the source's and the target's snapshot; empty if the source's was unknown because its
 *     transactions were still arriving: such a reading confirms no difference
 */
public record Reading(Instant at, long fence, String images) {
    public boolean isWhole() {
        return !images.isEmpty();
    }
}
