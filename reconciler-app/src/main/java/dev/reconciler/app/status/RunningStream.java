package dev.reconciler.app.status;

import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.cdc.apply.StreamHealth;
import dev.reconciler.run.stream.StreamVerification;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The streams of the running pipeline and the verification that follows them.
 *
 * @param health updated by the applier
 * @param verification progress of stream verification; empty if it is switched off
 * @param target progress of the target stream; empty if there is none
 */
public record RunningStream(
        LiveStream stream,
        StreamHealth health,
        Supplier<Optional<StreamVerification.Status>> verification,
        Supplier<Optional<PipelineStatus.TargetStream>> target) {}
