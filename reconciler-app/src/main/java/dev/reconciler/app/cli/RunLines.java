package dev.reconciler.app.cli;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.ForegroundRunner;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The common parts of commands that execute a run. */
final class RunLines {
    private RunLines() {}

    /** @param tables as typed, null or empty for all; likewise {@code tenants} */
    static RunRequest request(
            ReconcilerConfig config,
            JobKind job,
            String actor,
            @Nullable List<String> tables,
            @Nullable List<String> tenants) {
        return new RunRequest(
                job,
                actor,
                tables == null
                        ? List.of()
                        : tables.stream()
                                .map(name -> config.targetTable(name).toString())
                                .toList(),
                tenants == null
                        ? List.of()
                        : tenants.stream().map(TenantId::new).toList());
    }

    /** @throws IllegalStateException if another process already runs the same job */
    static Finished finished(Application application, RunRequest request) {
        return ForegroundRunner.run(application, request)
                .orElseThrow(() -> new IllegalStateException(
                        "a run of " + request.job().jobName() + " is already running; wait until it has ended"));
    }

    /** @throws IllegalStateException if the run did not complete, with the reason */
    static Verdict verdict(Finished finished) {
        return finished.verdict()
                .orElseThrow(
                        () -> new IllegalStateException((finished.results().isEmpty() ? "the run did not finish: " : "")
                                + finished.run().error()));
    }
}
