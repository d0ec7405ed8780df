package dev.reconciler.app.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.cdc.apply.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a pipeline; in JSON the source stream's members are the pipeline's own.
 *
 * @param mode {@code replicate} or {@code observe}
 * @param tables parents first
 * @param jobs the scheduled jobs; empty if they are unknown now
 * @param problems standing problems, by step and table
 * @param verification stream verification; null if it is switched off
 * @param targetStream the target stream; null if there is none, or its state is unknown now
 */
public record PipelineStatus(
        String name,
        String mode,
        @JsonUnwrapped SourceStream sourceStream,
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

    /**
     * The stream from the source.
     *
     * @param reason the reason why it does not run; empty if it runs
     * @param position source position through which changes are applied; null before the first batch
     * @param sequence number of the target's last batch
     * @param lag replication lag; null if unknown
     * @param lagBytes the same in bytes of the source's log; null if unknown
     * @param retainedBytes bytes of log that the source retains for this pipeline; null if unknown
     * @param started time at which its process began to start
     */
    public record SourceStream(
            @JsonProperty("stream") Stream state,
            String reason,
            @Nullable String position,
            long sequence,
            @Nullable Duration lag,
            @Nullable Long lagBytes,
            @Nullable Long retainedBytes,
            Instant started) {}

    /** The state of the stream. */
    public enum Stream {
        STARTING,
        RUNNING,
        /** The target can't be written, or the source can't be read, now; the daemon retries without limit. */
        WAITING,
        /** By an operator. */
        PAUSED,
        /** It can't continue without an operator. */
        STOPPED
    }

    /**
     * @param sequence the last sequence through which every change was compared in the target
     * @param lag age of the oldest change that is not compared, or time since the last proof
     * @param waitingKeys number of keys without a proof
     */
    public record Verification(long sequence, Duration lag, int waitingKeys) {}

    /**
     * @param lag age that the oldest uninvestigated write to the target may have; null if unknown
     * @param retainedBytes bytes of log that the target retains for this pipeline; null if unknown
     */
    public record TargetStream(
            @Nullable Duration lag, @Nullable Long retainedBytes) {}

    /**
     * @param lastSuccess null if it never succeeded
     * @param dueBy time by which it must have succeeded again: twice its interval after its last success
     */
    public record JobStatus(String job, @Nullable Instant lastSuccess, Instant dueBy, boolean overdue) {}
}
