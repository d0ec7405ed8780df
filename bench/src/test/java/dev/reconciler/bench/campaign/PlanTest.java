package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The faults of a campaign. */
@Tag("unit")
class PlanTest {
    @Test
    void theLongFormHasEachKindBeforeAnyComesAgain() {
        List<Fault> kinds = new ArrayList<>(Fault.all());
        kinds.removeAll(Plan.beginning());

        assertThat(first(kinds.size(), "--seed", "3")).containsExactlyInAnyOrderElementsOf(kinds);
        assertThat(first(kinds.size() + 200, "--seed", "3"))
                .hasSize(kinds.size() + 200)
                .containsOnlyOnce(StreamFault.STREAM_LOST);
    }

    @Test
    void theShortFormHasNoneThatTakesLongAndOneDeath() {
        Plan plan = new Plan(CampaignOptions.parse("--short", "--seed", "5"));
        List<Fault> faults = new ArrayList<>();
        plan.forEachRemaining(faults::add);

        assertThat(faults).doesNotHaveDuplicates().allMatch(Fault::isCheap);
        assertThat(faults)
                .filteredOn(
                        List.of(DaemonFault.KILL, DaemonFault.KILL_IN_RUN, DaemonFault.KILL_IN_CORRECTION)::contains)
                .hasSize(1);
    }

    @Test
    void theSeedDecidesTheOrder() {
        assertThat(first(60, "--seed", "11")).isEqualTo(first(60, "--seed", "11"));
        assertThat(first(60, "--seed", "11")).isNotEqualTo(first(60, "--seed", "12"));
    }

    private static List<Fault> first(int count, String... options) {
        Plan plan = new Plan(CampaignOptions.parse(options));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faults.add(plan.next());
        }
        return faults;
    }
}
