package dev.reconciler.app.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.reconciler.app.config.ScheduleConfig;
import dev.reconciler.app.config.ScheduledJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the scheduled jobs that have not succeeded for twice their interval. For a cron expression the interval is the time
 * between the two executions that follow the last success, and the second of them must have passed, so that a weekend in the
 * expression is no delay. A job that never succeeded is counted from the process's start.
 */
public final class JobWatch {
    private final Map<ScheduledJob, ScheduleConfig> schedules;
    private final Supplier<Map<String, Instant>> lastSuccess;
    private final Instant started;
    private final InstantSource clock;

    /**
     * @param lastSuccess by job, of those that have succeeded
     * @param started time of this process's start
     */
    public JobWatch(
            Map<ScheduledJob, ScheduleConfig> schedules,
            Supplier<Map<String, Instant>> lastSuccess,
            Instant started,
            InstantSource clock) {
        this.schedules = Map.copyOf(schedules);
        this.lastSuccess = lastSuccess;
        this.started = started;
        this.clock = clock;
    }

    /**
     * @param lastSuccess null if it never succeeded
     * @param dueBy time by which it must have succeeded again
     */
    public record Standing(ScheduledJob job, @Nullable Instant lastSuccess, Instant dueBy, boolean overdue) {}

    /** Returns the present state of every scheduled job. */
    public List<Standing> jobs() {
        Map<String, Instant> successes = lastSuccess.get();
        Instant now = clock.instant();
        List<Standing> jobs = new ArrayList<>();
        Arrays.stream(ScheduledJob.values()).filter(ScheduledJob::isRun).forEach(job -> {
            Instant success = successes.get(job.key());
            Instant dueBy = dueBy(schedules.get(job), success == null ? started : success);
            if (dueBy != null) {
                jobs.add(new Standing(job, success, dueBy, now.isAfter(dueBy)));
            }
        });
        return List.copyOf(jobs);
    }

    /** Null for a job that only operators start. */
    private static @Nullable Instant dueBy(@Nullable ScheduleConfig schedule, Instant since) {
        if (schedule instanceof ScheduleConfig.Every every) {
            return since.plus(every.interval()).plus(every.interval());
        }
        if (!(schedule instanceof ScheduleConfig.Cron cron)) {
            return null;
        }
        Schedule times = Schedules.cron(cron.expression(), cron.zone());
        Instant first = times.getInitialExecutionTime(since);
        Instant second = times.getInitialExecutionTime(first);
        Duration interval = Duration.between(first, second);
        Instant twice = since.plus(interval).plus(interval);
        return twice.isAfter(second) ? twice : second;
    }
}
