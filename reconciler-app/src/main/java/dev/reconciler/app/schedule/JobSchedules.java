package dev.reconciler.app.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.reconciler.app.config.ScheduleConfig;
import dev.reconciler.app.config.ScheduledJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A pipeline's schedules, kept in the control store (db-scheduler): a job that was due while no daemon ran is run once when one
 * starts, and two daemons never run the same execution.
 */
public final class JobSchedules implements AutoCloseable {
    private static final String TABLE = "reconciler.scheduled_tasks";
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final int MISSED = 6;
    private static final Duration LONG_ENOUGH = Duration.ofDays(3650);

    private final Scheduler scheduler;
    private boolean closed;

    /**
     * @param owner name of this process, for operators who read the table
     * @param run executes one job to its end; it also rejects an overlapping one
     */
    public JobSchedules(
            DataSource control,
            String pipeline,
            String owner,
            Map<ScheduledJob, ScheduleConfig> schedules,
            Consumer<ScheduledJob> run) {
        List<RecurringTask<Void>> tasks = new ArrayList<>();
        schedules.forEach((job, config) -> schedule(config)
                .ifPresent(schedule -> tasks.add(Tasks.recurring(pipeline + ":" + job.key(), schedule)
                        .execute((instance, context) -> run.accept(job)))));
        this.scheduler = Scheduler.create(control)
                .startTasks(tasks)
                .tableName(TABLE)
                .threads(Math.max(1, tasks.size()))
                .pollingInterval(POLL)
                // An execution of a dead process is due again after six missed heartbeats, not after half an
                // hour.
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED)
                .schedulerName(new SchedulerName.Fixed(owner))
                // Other pipelines may share the table: their tasks are not ours to clean up.
                .deleteUnresolvedAfter(LONG_ENOUGH)
                .shutdownMaxWait(Duration.ofSeconds(5))
                .build();
    }

    /** Starts, unless it is already closed: a daemon that ends right after its start may close it first. */
    public synchronized void start() {
        if (!closed) {
            scheduler.start();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        scheduler.stop();
    }

    private static Optional<Schedule> schedule(ScheduleConfig config) {
        if (config instanceof ScheduleConfig.Every every) {
            return Optional.of(Schedules.fixedDelay(every.interval()));
        }
        return config instanceof ScheduleConfig.Cron cron
                ? Optional.of(Schedules.cron(cron.expression(), cron.zone()))
                : Optional.empty();
    }
}
