package dev.reconciler.app.check;

import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ScheduleConfig;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RuleProblem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks that the scheduled rules exist. A missing or empty folder is an error, because no rule would be evaluated. An invalid file
 * is a warning: only its own rule is not evaluated, and each run of rules reports that.
 */
final class RuleChecks {
    private static final String WHERE = "rules";

    private final Findings findings;

    RuleChecks(Findings findings) {
        this.findings = findings;
    }

    void check(ReconcilerConfig config) {
        Path folder = config.jobs().rules().directory();
        if (folder == null || config.jobs().schedules().get(ScheduledJob.RULES) instanceof ScheduleConfig.Off) {
            return;
        }
        Optional<RuleProblem> missing = RuleFiles.missing(folder);
        missing.ifPresent(problem -> findings.error(WHERE, problem.what() + ": " + problem.file(), problem.fix()));
        if (missing.isEmpty()) {
            RuleFiles.readFolder(folder, CronExpressions::sixFields)
                    .problems()
                    .forEach(problem -> findings.warning(
                            WHERE,
                            problem.file() + (problem.line() > 0 ? ":" + problem.line() : "") + ": " + problem.what()
                                    + "; the rule is not evaluated, and runs of rules fail",
                            problem.fix()));
        }
    }
}
