package dev.reconciler.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a job that started in a period.
 *
 * @param unfinished those that are running, and those that ended without a result
 * @param lastSuccess end of the last of them that succeeded; null if none did
 */
public record RunFigure(
        String job,
        long started,
        long succeeded,
        long failed,
        long unfinished,
        @Nullable Instant lastSuccess) {}
