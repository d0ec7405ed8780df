package dev.reconciler.app.check;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ScheduleConfig;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RuleProblem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether the rules that are scheduled are there. A folder that is missing or empty would leave every rule out; a file that is wrong
 * leaves out its own rule, and each run of rules tells so.
 */
final class RuleChecks {
    private static final String WHERE = "rules";

    private final Findings findings;

    RuleChecks(Findings findings) {
        this.findings = findings;
    }

    void check(ReconcilerConfig config) {
        Path folder = config.rulesDirectory();
        if (folder == null || config.schedules().get(ScheduledJob.RULES) instanceof ScheduleConfig.Off) {
            return;
        }
        Optional<RuleProblem> missing = RuleFiles.missing(folder);
        missing.ifPresent(problem -> findings.error(WHERE, problem.what() + ": " + problem.file(), problem.fix()));
        if (missing.isEmpty()) {
            RuleFiles.readFolder(folder)
                    .problems()
                    .forEach(problem -> findings.warning(
                            WHERE,
                            problem.file() + (problem.line() > 0 ? ":" + problem.line() : "") + ": " + problem.what()
                                    + "; the rule is not evaluated, and runs of rules fail",
                            problem.fix()));
        }
    }
}
