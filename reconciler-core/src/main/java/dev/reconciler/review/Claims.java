package dev.reconciler.review;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Who works on which item. */
public interface Claims {
    /** Claims the item, or renews the reviewer's own claim. Returns the claim that holds: another's, if that has not expired. */
    Claim claim(String discrepancy, String reviewer, Instant until);

    /** Gives the reviewer's own claim up; does nothing if there is none. */
    void release(String discrepancy, String reviewer);

    /** Claims that have not expired, by item. */
    Map<String, Claim> of(Collection<String> discrepancies);
}
