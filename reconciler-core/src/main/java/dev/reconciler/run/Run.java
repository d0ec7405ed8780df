package dev.reconciler.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one job.
 *
 * @param trigger the requester: {@code schedule}, {@code api}, {@code cli}
 * @param error the reason for its failure; empty otherwise
 */
public record Run(
        String id,
        String pipeline,
        String job,
        String trigger,
        RunScope scope,
        RunState state,
        Times times,
        String error) {
    /**
     * @param heartbeat the time of its process's last heartbeat
     * @param finished null while it runs
     */
    public record Times(
            Instant started, Instant heartbeat, @Nullable Instant finished) {}
}
