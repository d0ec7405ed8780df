package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final List<RunRequest> requests = new ArrayList<>();

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
    void theOptionsAreTheRequest() {
        verify(finished(RunState.SUCCEEDED), "--job", "count", "--table", "customers", "--tenant", "acme");

        assertThat(requests)
                .containsExactly(new RunRequest(
                        JobKind.COUNT, "ann", List.of("public.customers"), List.of(new TenantId("acme"))));
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
                "ann");
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
