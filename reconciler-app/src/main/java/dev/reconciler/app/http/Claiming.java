package dev.reconciler.app.http;

import dev.reconciler.review.Claim;
import java.util.Map;
import java.util.Optional;

/**
 * Claims a review item for a reviewer, with an audit entry. (A decision claims its item too; its own entry names the reviewer.)
 */
public final class Claiming {
    private Claiming() {}

    /** @throws dev.reconciler.review.ClaimedException if another reviewer has claimed it */
    public static Claim claim(ApiServices services, String id, String actor) {
        return services.operations()
                .actions()
                .take(
                        actor,
                        "review.CLAIMED",
                        id,
                        () -> services.operations().reviews().claim(id, actor),
                        claim -> Optional.of(Map.of("until", claim.until().toString())));
    }
}
