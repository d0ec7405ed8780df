package dev.reconciler.rules;

import java.util.List;

/**
 * The content of the rule files.
 *
 * @param rules the well-formed rules, in the order of their files' names
 * @param problems all problems of the other files
 */
public record RuleBook(List<Rule> rules, List<RuleProblem> problems) {
    public RuleBook {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }
}
