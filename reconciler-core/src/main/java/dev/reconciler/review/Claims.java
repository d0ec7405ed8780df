package dev.reconciler.review;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** The reviewers' claims on items. */
public interface Claims {
    /**
     * Claims the item, or renews the reviewer's own claim. Returns the valid claim: another reviewer's, if it has not expired.
     */
    Claim claim(String discrepancy, String reviewer, Instant until);

    /** Releases the reviewer's own claim; does nothing if there is none. */
    void release(String discrepancy, String reviewer);

    /** Claims that have not expired, by item. */
    Map<String, Claim> of(Collection<String> discrepancies);
}
