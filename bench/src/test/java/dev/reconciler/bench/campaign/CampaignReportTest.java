package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CampaignReportTest {
    private static CampaignReport report(long rowsLost) {
        return new CampaignReport(
                7,
                1.5,
                new CampaignReport.Faults(2, Map.of("KILL", 2), List.of("CLOCK_JUMP")),
                100,
                new CampaignReport.Drifts(6, 5, 5, 0, 0),
                new CampaignReport.Damage(rowsLost, 0, 0, 0),
                new CampaignReport.Recovery(3.2, 4.1, 3),
                List.of());
    }

    @Test
    void jsonIsOneFlatObject() {
        assertThat(report(1).json())
                .isEqualTo("{\"seed\":7,\"minutes\":1.5,\"faults\":2,\"faultsByKind\":{\"KILL\":2},"
                        + "\"faultsSkipped\":[\"CLOCK_JUMP\"],\"transactions\":100,\"driftsInjected\":6,"
                        + "\"driftsRequired\":5,\"driftsFound\":5,\"missed\":0,\"wronglyFound\":0,\"rowsLost\":1,"
                        + "\"staleOverwrites\":0,\"effectsRepeated\":0,\"parkedEvents\":0,"
                        + "\"worstSecondsToDetect\":3.2,\"worstSecondsToRecover\":4.1,\"daemonStarts\":3,"
                        + "\"violations\":[]}");
    }

    @Test
    void lostRowIsNotGood() {
        assertThat(report(0).isGood()).isTrue();
        assertThat(report(1).isGood()).isFalse();
    }
}
