package dev.reconciler.verify.confirm;

import java.time.Instant;

/**
 * What both sides held when a candidate was read.
 *
 * @param at not before either side's snapshot was taken
 * @param fence sequence F of the window
 * @param images identifies what the source's and the target's snapshot held; empty if the source's was not known, as its
 *     transactions were still arriving: such a reading confirms nothing
 */
public record Reading(Instant at, long fence, String images) {
    public boolean isWhole() {
        return !images.isEmpty();
    }
}
