package dev.reconciler.rules;

import java.util.List;

/**
 * What rule files say.
 *
 * @param rules those that are well formed, in the order of their files' names
 * @param problems of the others; all there are
 */
public record RuleBook(List<Rule> rules, List<RuleProblem> problems) {
    public RuleBook {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }
}
