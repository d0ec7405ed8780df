package dev.reconciler.app.cli;

import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RulePhase;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that evaluate rules. */
public final class RuleChoice {
    @Option(names = "--rule", paramLabel = "RULE", description = "Only this rule; may be repeated.")
    private List<String> rules = List.of();

    @Option(
            names = "--phase",
            paramLabel = "pre|during|post",
            description =
                    "All rules of this phase. Without --rule and --phase: those of phase during, and of pre until every"
                            + " table is filled, that have no schedule of their own.")
    private @Nullable RulePhase phase;

    boolean isMade() {
        return !rules.isEmpty() || phase != null;
    }

    /**
     * Returns the names of the chosen rules; none if the job is to choose.
     *
     * @throws IllegalArgumentException if no rule has the phase
     */
    List<String> names(ReconcilerConfig config) {
        if (phase == null) {
            return rules;
        }
        List<String> ofPhase =
                RuleFiles.readFolder(config.jobs().rules().directory(), CronExpressions::sixFields).rules().stream()
                        .filter(rule -> rule.phase() == phase)
                        .map(Rule::name)
                        .toList();
        if (ofPhase.isEmpty()) {
            throw new IllegalArgumentException(
                    "no rule has the phase " + phase.name().toLowerCase(Locale.ROOT));
        }
        return Stream.concat(ofPhase.stream(), rules.stream()).distinct().toList();
    }
}
