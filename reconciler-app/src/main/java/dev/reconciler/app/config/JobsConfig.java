package dev.reconciler.app.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the jobs: their schedules, the windows in which they compare, and what they verify.
 *
 * @param canary null if the file has no section {@code canary}
 */
public record JobsConfig(
        Map<ScheduledJob, ScheduleConfig> schedules,
        WindowConfig windows,
        VerificationConfig verification,
        ObserveConfig observe,
        RulesConfig rules,
        @Nullable CanaryConfig canary,
        ReportsConfig reports) {
    public JobsConfig {
        schedules = Map.copyOf(schedules);
    }
}
