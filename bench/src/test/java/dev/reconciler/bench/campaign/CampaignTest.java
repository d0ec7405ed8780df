package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.bench.lab.shop.ServerKind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short form with a seed of its own: the cheap faults, drift all the while, and what must be zero is zero. */
@Tag("system")
class CampaignTest {
    private static final String SEED = "20261124";
    private static final String SEED_OF_PAIR = "242";

    @Test
    void theShortFormLosesNothingRepeatsNothingAndFindsEveryDriftAndNoOther() throws Exception {
        CampaignReport report = CampaignMain.campaign("--short", "--seed", SEED);

        assertThat(report.isGood()).as(report.json()).isTrue();
        assertThat(report.faults().faults()).isGreaterThanOrEqualTo(8);
        assertThat(report.drifts().driftsRequired()).isGreaterThanOrEqualTo(8);
        assertThat(report.transactions()).isGreaterThan(1000);
    }

    /** A crash of the source, and a log that continues in another file. */
    @Test
    void faultsBetweenServersOfTwoKindsLoseNothingRepeatNothingAndHideNoDrift() throws Exception {
        ServerKind.mysql.unavailable().ifPresent(reason -> {
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        });

        CampaignReport report = CampaignMain.campaign(
                "--short", "--faults", "2", "--seed", SEED_OF_PAIR, "--source", "mysql", "--target", "postgres");

        assertThat(report.isGood()).as(report.json()).isTrue();
        assertThat(report.faults().faultsByKind()).containsKeys("CRASH_SOURCE", "LOG_ROTATED");
        assertThat(report.drifts().driftsRequired()).isPositive();
        assertThat(report.transactions()).isGreaterThan(200);
    }
}
