package dev.reconciler.app.status;

import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.cdc.apply.StreamHealth;
import dev.reconciler.run.stream.StreamVerification;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The streams of the running pipeline and the verification that follows them.
 *
 * @param health told by the applier
 * @param verification how far stream verification is; empty if it is switched off
 * @param target how far the stream from the target is; empty if there is none
 */
public record RunningStream(
        LiveStream stream,
        StreamHealth health,
        Supplier<Optional<StreamVerification.Status>> verification,
        Supplier<Optional<PipelineStatus.TargetStream>> target) {}
