package dev.reconciler.app.http;

import dev.reconciler.cdc.apply.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline is.
 *
 * @param mode {@code replicate} or {@code observe}
 * @param reason why it does not run; empty if it does
 * @param position up to which the source is applied; null before the first batch
 * @param sequence number of the target's last batch
 * @param lag how far the target is behind; null if unknown
 * @param lagBytes the same in bytes of the source's log; null if unknown
 * @param retainedBytes of log that the source keeps for this pipeline; null if unknown
 * @param tables parents first
 * @param jobs those that have a schedule; empty if they can't be told now
 * @param problems that stand now, by step and table
 * @param verification of what the stream changed; null if it is switched off
 * @param targetStream which tells who writes the target; null if there is none, or nothing is known of it now
 */
public record PipelineStatus(
        String name,
        String mode,
        Stream stream,
        String reason,
        @Nullable String position,
        long sequence,
        @Nullable Duration lag,
        @Nullable Long lagBytes,
        @Nullable Long retainedBytes,
        Instant started,
        List<TableStatus> tables,
        List<JobStatus> jobs,
        List<OpenProblem> problems,
        @Nullable Verification verification,
        @Nullable TargetStream targetStream) {
    public PipelineStatus {
        tables = List.copyOf(tables);
        jobs = List.copyOf(jobs);
        problems = List.copyOf(problems);
    }

    /** What the stream does. */
    public enum Stream {
        STARTING,
        RUNNING,
        /** The target can't be written, or the source can't be read, now; it is tried again without end. */
        WAITING,
        /** By a person. */
        PAUSED,
        /** It can't go on without a person. */
        STOPPED
    }

    /**
     * @param sequence through which every change was compared in the target
     * @param lag for how long the oldest change that was not has waited, or nothing could be proven
     * @param waitingKeys that wait for a proof
     */
    public record Verification(long sequence, Duration lag, int waitingKeys) {}

    /**
     * @param lag for how long the oldest write to the target that was not looked into may have waited; null if unknown
     * @param retainedBytes of log that the target keeps for this pipeline; null if unknown
     */
    public record TargetStream(
            @Nullable Duration lag, @Nullable Long retainedBytes) {}

    /**
     * @param lastSuccess null if it never succeeded
     * @param dueBy when it must have succeeded again: twice its interval after it last did
     */
    public record JobStatus(String job, @Nullable Instant lastSuccess, Instant dueBy, boolean overdue) {}
}
