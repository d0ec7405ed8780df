package dev.reconciler.app.http;

import dev.reconciler.review.Claim;
import java.util.Map;
import java.util.Optional;

/** Claiming a review item by hand, which is on the audit chain. (A decision claims its item too; its own entry tells who decided.) */
public final class Claiming {
    private Claiming() {}

    /** @throws dev.reconciler.review.ClaimedException if somebody else works on it */
    public static Claim claim(ApiServices services, String id, String actor) {
        return services.actions()
                .take(
                        actor,
                        "review.CLAIMED",
                        id,
                        () -> services.reviews().claim(id, actor),
                        claim -> Optional.of(Map.of("until", claim.until().toString())));
    }
}
