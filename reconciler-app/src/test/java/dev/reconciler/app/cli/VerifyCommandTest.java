package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleEstimate.Recommendation;
import dev.reconciler.verify.sample.SampleSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class VerifyCommandTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private final List<RunRequest> requests = new ArrayList<>();
    private List<ModelReport> models = List.of();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeConfig() throws IOException {
        file = Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tables: [{source: customers, tenant: none}]
            """);
    }

    @Test
    void theExitCodeIsTheVerdict() {
        assertThat(verify(finished(RunState.SUCCEEDED, Verdict.AGREED)).exit()).isZero();
        assertThat(verify(finished(RunState.SUCCEEDED, Verdict.AGREED, Verdict.DIVERGED))
                        .exit())
                .isEqualTo(1);
        assertThat(verify(finished(RunState.SUCCEEDED, Verdict.UNVERIFIABLE)).exit())
                .isEqualTo(3);
    }

    @Test
    void whatCouldNotBeVerifiedIsNotCoveredByWhatAgreed() {
        assertThat(verify(finished(RunState.SUCCEEDED, Verdict.AGREED, Verdict.UNVERIFIABLE))
                        .exit())
                .isEqualTo(3);
        assertThat(verify(finished(RunState.SUCCEEDED, Verdict.UNVERIFIABLE, Verdict.DIVERGED))
                        .exit())
                .isEqualTo(1);
    }

    @Test
    void aRunThatDidNotFinishIsNoVerdict() {
        Outcome outcome = verify(finished(RunState.FAILED));

        assertThat(outcome)
                .isEqualTo(new Outcome(2, "", "the run did not finish: the source is gone" + System.lineSeparator()));
        assertThat(verify(Optional.empty()).exit()).isEqualTo(2);
    }

    @Test
    void aTableThatCouldNotBeReadIsAnErrorBesideTheOthersResults() {
        Outcome outcome = verify(finished(RunState.FAILED, Verdict.AGREED, Verdict.NOT_VERIFIED));

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out()).contains("AGREED", "NOT_VERIFIED");
        assertThat(outcome.err()).contains("the source is gone");
    }

    @Test
    void anomaliesAreShownAndChangeNoExitCode() {
        models = List.of(
                new ModelReport("public.customers", new TenantId("acme"), 5_000, 2, 1.5, 7, 3, ""),
                ModelReport.notScored("public.customers", new TenantId("globex"), "12 rows"));

        Outcome outcome = verify(finished(RunState.SUCCEEDED), "--job", "anomalies");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("acme", "not scored: 12 rows", "7 anomalies; list them with 'reconciler anomalies list'");
        assertThat(verify(finished(RunState.FAILED), "--job", "anomalies").exit())
                .isEqualTo(2);
    }

    @Test
    void timesAreTheSpanOfTheRequest() {
        verify(finished(RunState.SUCCEEDED, Verdict.AGREED), "--since", "2h");
        verify(finished(RunState.SUCCEEDED, Verdict.AGREED), "--since", "2026-05-01T11:00+02:00", "--until", "30m");
        assertThat(verify(finished(RunState.SUCCEEDED), "--job", "count", "--since", "2h"))
                .satisfies(outcome -> assertThat(outcome.exit()).isEqualTo(2))
                .satisfies(outcome -> assertThat(outcome.err()).contains("only the jobs checksum and sample"));
        assertThat(verify(finished(RunState.SUCCEEDED), "--until", "2h").err()).contains("needs since");

        assertThat(requests)
                .extracting(RunRequest::changed)
                .containsExactly(
                        new ChangedBetween(NOW.minus(Duration.ofHours(2)), NOW),
                        new ChangedBetween(Instant.parse("2026-05-01T09:00:00Z"), NOW.minus(Duration.ofMinutes(30))));
    }

    @Test
    void theOptionsAreTheRequest() {
        verify(finished(RunState.SUCCEEDED), "--job", "count", "--table", "customers", "--tenant", "acme");

        assertThat(requests)
                .containsExactly(new RunRequest(
                        JobKind.COUNT, "ann", List.of("public.customers"), List.of(new TenantId("acme"))));
    }

    @Test
    void samplesFollowTheResultsAndAreMembersInJson() throws IOException {
        Finished sampled = sampled();
        String table = verify(Optional.of(sampled), "--job", "sample").out();
        assertThat(table)
                .containsSubsequence("VERDICT", "DIVERGED", "SAMPLE SIZE", "all", "acme")
                .contains("0.800 % (0.200 to 2.00 %)", "80 (20 to 200)", "95 %", "take a larger sample, of 6000 rows");

        JsonNode json = new ObjectMapper()
                .readTree(verify(Optional.of(sampled), "--job", "sample", "--format", "json")
                        .out());
        assertThat(json.at("/0/table").asText()).isEqualTo("public.customers");
        assertThat(json.at("/0/verdict").asText()).isEqualTo("DIVERGED");
        assertThat(json.at("/0/samples")).hasSize(2);
        assertThat(json.at("/0/samples/0/scope").asText()).isEqualTo("TABLE");
        assertThat(json.at("/0/samples/0/errors/most").asLong()).isEqualTo(200);
        assertThat(json.at("/0/samples/1/tenant").asText()).isEqualTo("acme");
        assertThat(json.at("/1/samples").isEmpty())
                .as("each sample is printed once")
                .isTrue();
    }

    private static Finished sampled() {
        Run run = new Run(
                "1",
                "shop",
                "sample",
                "cli",
                new RunScope(List.of(), List.of()),
                RunState.SUCCEEDED,
                new Run.Times(Instant.EPOCH, Instant.EPOCH, null),
                "");
        SampleEstimate estimate = new SampleEstimate(
                10_000,
                500,
                4,
                0.008,
                new SampleEstimate.Errors(80, 20, 200),
                new SampleSize.Interval(0.002, 0.02),
                Recommendation.LARGER_SAMPLE,
                6_000);
        return new Finished(
                run,
                List.of(
                        new RunResult("public.customers", new TenantId("acme"), Verdict.DIVERGED, 0, 0, 0, 4, ""),
                        new RunResult("public.customers", new TenantId("globex"), Verdict.DIVERGED, 0, 0, 0, 1, "")),
                List.of(
                        new RunSample("public.customers", null, estimate, SampleSize.QUICK, 7),
                        new RunSample("public.customers", new TenantId("acme"), estimate, SampleSize.QUICK, 7)));
    }

    @Test
    void aJobThatWritesIsNoVerification() {
        assertThat(verify(finished(RunState.SUCCEEDED), "--job", "backfill").exit())
                .isEqualTo(2);
        assertThat(verify(finished(RunState.SUCCEEDED), "--job", "cuont").err()).contains("count, checksum");
        assertThat(requests).isEmpty();
    }

    private Outcome verify(Optional<Finished> finished, String... options) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--config", file.toString()));
        arguments.addAll(List.of(options));
        VerifyCommand command = new VerifyCommand(
                new ConfigLoader(Map.of()),
                (config, request) -> {
                    requests.add(request);
                    return finished;
                },
                (config, run) -> models,
                "ann",
                () -> NOW);
        return Outcome.of(List.of(command), arguments.toArray(String[]::new));
    }

    private static Optional<Finished> finished(RunState state, Verdict... verdicts) {
        Run run = new Run(
                "1",
                "shop",
                "checksum",
                "cli",
                new RunScope(List.of(), List.of()),
                state,
                new Run.Times(Instant.EPOCH, Instant.EPOCH, null),
                "the source is gone");
        List<RunResult> results = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            results.add(new RunResult("public.customers", TenantId.NONE, verdict, 1, 1, 0, 0, ""));
        }
        return Optional.of(new Finished(run, results));
    }
}
