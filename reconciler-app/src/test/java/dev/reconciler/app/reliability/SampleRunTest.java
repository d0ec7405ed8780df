package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The settings of samples decide which rows a run compares. */
@Tag("system")
class SampleRunTest {
    @Test
    void marginBoundAndSeedDecideTheDraw() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(300, 0);
            lab.target.execute(
                    "shop",
                    "UPDATE accounts SET balance = balance + 1 WHERE id % 4 = 0",
                    "DELETE FROM accounts WHERE id % 4 = 1");

            List<String> seven = sample(lab, "margin: 10%, confidence: 95%, seed: 7");

            assertThat(seven).isNotEmpty().allSatisfy(note -> assertThat(note)
                    .contains("73 of 300 rows drawn, ", "; at 95 % confidence between ")
                    .endsWith(" rows: poor; seed 7"));
            assertThat(sample(lab, "margin: 10%, confidence: 95%, seed: 7")).isEqualTo(seven);
            assertThat(sample(lab, "fewerThan: 1, seed: 7"))
                    .as("99 % of the rows prove that none differs")
                    .allSatisfy(note -> assertThat(note).contains("297 of 300 rows drawn, ", " at 99 % confidence"));
            assertThat(sample(lab, "depth: quick, seed: 8"))
                    .allSatisfy(note ->
                            assertThat(note).contains("169 of 300 rows drawn, ").endsWith("seed 8"));
        }
    }

    private static List<String> sample(Lab lab, String settings) {
        String more = "verification: {sample: {rowsPerTenant: 0, " + settings + "}}";
        try (Application application = Application.open(lab.config("live", more), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            return Lab.run(application, JobKind.SAMPLE).results().stream()
                    .filter(result -> result.table().equals("public.accounts"))
                    .map(RunResult::note)
                    .toList();
        }
    }
}
