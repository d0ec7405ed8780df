package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short form with a seed of its own: the cheap faults, drift all the while, and what must be zero is zero. */
@Tag("system")
class CampaignTest {
    private static final String SEED = "20261124";

    @Test
    void theShortFormLosesNothingRepeatsNothingAndFindsEveryDriftAndNoOther() throws Exception {
        CampaignReport report = CampaignMain.campaign("--short", "--seed", SEED);

        assertThat(report.isGood()).as(report.json()).isTrue();
        assertThat(report.faults().faults()).isGreaterThanOrEqualTo(8);
        assertThat(report.drifts().driftsRequired()).isGreaterThanOrEqualTo(8);
        assertThat(report.transactions()).isGreaterThan(1000);
    }
}
