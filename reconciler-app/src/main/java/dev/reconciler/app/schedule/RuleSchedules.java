package dev.reconciler.app.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleSchedule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Evaluates each rule that has a schedule of its own when it is due. Rules are read again each time, so that an edited schedule
 * takes effect without a restart. The results tell when a rule was last evaluated: an execution that was due while no daemon ran
 * is made up for once. A rule that was never evaluated is counted from the process's start.
 */
public final class RuleSchedules implements Runnable {
    private final Supplier<RuleBook> rules;
    private final Supplier<Map<String, Instant>> lastEvaluated;
    private final Predicate<List<String>> run;
    private final Instant started;
    private final InstantSource clock;
    private final Map<String, Instant> attempts = new HashMap<>();
    private final Map<String, Instant> known = new HashMap<>();
    private boolean isRead;

    /**
     * @param lastEvaluated by rule, the start of its last evaluation; a rule without a result is absent
     * @param run evaluates the named rules; false if it can't begin now, because a run of rules is running: they stay due
     * @param started time of this process's start
     */
    public RuleSchedules(
            Supplier<RuleBook> rules,
            Supplier<Map<String, Instant>> lastEvaluated,
            Predicate<List<String>> run,
            Instant started,
            InstantSource clock) {
        this.rules = rules;
        this.lastEvaluated = lastEvaluated;
        this.run = run;
        this.started = started;
        this.clock = clock;
    }

    /** Evaluates the rules that are due. A run without results is not repeated before the rule's next time. */
    @Override
    public void run() {
        List<Rule> scheduled = rules.get().rules().stream()
                .filter(rule -> rule.schedule().isPresent())
                .toList();
        if (scheduled.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        // An evaluation since the last reading can only make a rule due later, so the record, which is long, is read
        // only then.
        if (isRead && due(scheduled, now).isEmpty()) {
            return;
        }
        known.putAll(lastEvaluated.get());
        isRead = true;
        List<String> due = due(scheduled, now);
        if (!due.isEmpty() && run.test(due)) {
            due.forEach(name -> attempts.put(name, now));
        }
    }

    private List<String> due(List<Rule> scheduled, Instant now) {
        return scheduled.stream()
                .filter(rule -> isDue(rule, now))
                .map(Rule::name)
                .toList();
    }

    private boolean isDue(Rule rule, Instant now) {
        Optional<RuleSchedule> schedule = rule.schedule();
        Instant since =
                latest(known.getOrDefault(rule.name(), started), attempts.getOrDefault(rule.name(), Instant.EPOCH));
        return schedule.isPresent()
                && !Schedules.cron(schedule.get().cron(), schedule.get().zone())
                        .getInitialExecutionTime(since)
                        .isAfter(now);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
