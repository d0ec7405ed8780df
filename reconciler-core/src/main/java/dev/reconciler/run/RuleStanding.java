package dev.reconciler.run;

/**
 * The last results of a rule, over all of its tenants.
 *
 * @param violations violating groups
 * @param undecided tenants whose last result is no verdict: {@code ERROR} or {@code UNVERIFIABLE}
 */
public record RuleStanding(String rule, long violations, long undecided) {}
