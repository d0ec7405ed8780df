package dev.reconciler.app.http;

import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts runs for operators: it registers a run at once, so that the caller has an id, and executes it on another thread. */
public final class RunLauncher {
    private final Function<RunRequest, Optional<Run>> start;
    private final Consumer<Run> execute;
    private final Executor executor;
    private final AuditedActions actions;

    /**
     * @param start {@link dev.reconciler.run.service.RunService#start}
     * @param execute {@link dev.reconciler.run.service.RunService#execute}
     */
    public RunLauncher(
            Function<RunRequest, Optional<Run>> start,
            Consumer<Run> execute,
            Executor executor,
            AuditedActions actions) {
        this.start = start;
        this.execute = execute;
        this.executor = executor;
        this.actions = actions;
    }

    /**
     * @throws ConflictException if a run of the job is running already
     * @throws IllegalArgumentException if the pipeline has no such table, tenant or job
     */
    public Run launch(RunRequest request) {
        Run run = start.apply(request)
                .orElseThrow(() -> new ConflictException(
                        "a run of " + request.job().jobName() + " is already running; wait until it has ended"));
        recordStart(actions, request, run);
        executor.execute(() -> execute.accept(run));
        return run;
    }

    /** Records the actor who started a run or resumed an interrupted one. */
    public static void recordStart(AuditedActions actions, RunRequest request, Run run) {
        Map<String, String> detail = new HashMap<>(Map.of(
                "job", run.job(),
                "tables", String.join(", ", run.scope().tables()),
                "tenants", String.join(", ", run.scope().tenants())));
        if (!run.scope().rules().isEmpty()) {
            detail.put("rules", String.join(", ", run.scope().rules()));
        }
        ChangedBetween changed = run.scope().changed();
        if (changed != null) {
            detail.put("since", changed.since().toString());
            detail.put("until", changed.until().toString());
        }
        actions.record(request.trigger(), "run.STARTED", run.id(), detail);
    }
}
