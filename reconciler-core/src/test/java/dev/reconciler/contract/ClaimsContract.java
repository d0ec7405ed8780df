package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.review.Claim;
import dev.reconciler.review.Claims;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Claims of reviewers: one holds at a time, until it expires. */
public abstract class ClaimsContract extends ControlStoreContract {
    private static final Instant SOON = ControlStore.START.plus(Duration.ofMinutes(5));
    private static final Instant LATER = ControlStore.START.plus(Duration.ofHours(1));

    private final Claims claims = new JdbiClaims(store.jdbi(), store.dialect(), store.clock());
    private final String item = store.discrepancies()
            .record("shop", Orders.mismatch("1", "bad"), Orders.proof(5), Cause.UNKNOWN, "", Severity.LOW)
            .discrepancy()
            .id();

    @Test
    void claimOfAnotherHoldsUntilItExpires() {
        assertThat(claims.claim(item, "ann", SOON)).isEqualTo(new Claim(item, "ann", SOON));
        assertThat(claims.claim(item, "bob", LATER)).isEqualTo(new Claim(item, "ann", SOON));

        store.tick(Duration.ofMinutes(5));

        assertThat(claims.claim(item, "bob", LATER)).isEqualTo(new Claim(item, "bob", LATER));
    }

    @Test
    void reviewerRenewsAnOwnClaim() {
        claims.claim(item, "ann", SOON);
        assertThat(claims.claim(item, "ann", LATER)).isEqualTo(new Claim(item, "ann", LATER));
    }

    @Test
    void onlyTheReviewerReleasesAClaim() {
        claims.claim(item, "ann", SOON);
        claims.release(item, "bob");
        assertThat(claims.of(List.of(item, "unknown"))).isEqualTo(Map.of(item, new Claim(item, "ann", SOON)));

        claims.release(item, "ann");
        claims.release(item, "ann");

        assertThat(claims.of(List.of(item))).isEmpty();
    }

    @Test
    void expiredClaimsAreNotListed() {
        claims.claim(item, "ann", SOON);
        store.tick(Duration.ofMinutes(5));
        assertThat(claims.of(List.of(item))).isEmpty();
        assertThat(claims.of(List.of())).isEmpty();
    }

    @Test
    void ofManyClaimersOneWinsAndAllLearnWho() {
        List<CompletableFuture<Claim>> racing = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String reviewer = "r" + i;
            racing.add(CompletableFuture.supplyAsync(() -> claims.claim(item, reviewer, SOON)));
        }

        Set<String> holders = new HashSet<>();
        racing.forEach(each -> holders.add(each.join().reviewer()));

        assertThat(holders).hasSize(1);
    }
}
