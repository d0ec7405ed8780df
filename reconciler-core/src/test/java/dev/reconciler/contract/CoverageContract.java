package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.TenantId;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The recorded coverage of each table and tenant. */
public abstract class CoverageContract extends ControlStoreContract {
    private static final TenantId ACME = new TenantId("acme");

    private final Coverage coverage = new JdbiCoverage(store.jdbi(), store.dialect(), store.clock());

    @Test
    void aRunThatEndsLateDoesNotMoveThePointBack() {
        verified(9, Verdict.DIVERGED);
        verified(5, Verdict.AGREED);
        assertThat(only().verdict()).isEqualTo(Verdict.AGREED);
        assertThat(only().verified()).isEqualTo(new VerifiedThrough(9, "0/9", ControlStore.START, "checksum"));
    }

    @Test
    void whatCanNotBeVerifiedKeepsHowFarItWas() {
        verified(5, Verdict.AGREED);
        store.tick(Duration.ofHours(1));
        coverage.unverifiable("shop", "public.orders", ACME, "count", "no key", 12);
        assertThat(only().verdict()).isEqualTo(Verdict.UNVERIFIABLE);
        assertThat(only().noVerdict().reason()).isEqualTo("no key");
        assertThat(only().noVerdict().count()).isEqualTo(12);
        assertThat(only().verified()).isEqualTo(new VerifiedThrough(5, "0/5", ControlStore.START, "checksum"));
        verified(5, Verdict.AGREED);
        assertThat(only().noVerdict().reason()).isEmpty();
        assertThat(only().verdict()).isEqualTo(Verdict.AGREED);
    }

    @Test
    void partThatWasNeverVerifiedIsMarked() {
        coverage.unverifiable("shop", "public.orders", ACME, "count", "no key", -1);
        assertThat(only().verified()).isNull();
    }

    private Covered only() {
        assertThat(coverage.list("shop")).hasSize(1);
        return coverage.list("shop").get(0);
    }

    private void verified(long sequence, Verdict verdict) {
        VerifiedThrough through =
                new VerifiedThrough(sequence, "0/" + sequence, store.clock().instant(), "checksum");
        coverage.verified("shop", "public.orders", ACME, verdict, through);
    }
}
