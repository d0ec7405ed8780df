package dev.reconciler.rules;

/**
 * The memory limits of an evaluation.
 *
 * @param keysReplaced keys in doubt or parked of a rule's tables; with more, the rule waits for another window
 * @param replacedCharacters length of the values under them
 * @param groups rows of one query; with more, the rule is unverifiable
 * @param findings violations reported in detail
 */
public record RuleLimits(int keysReplaced, long replacedCharacters, int groups, int findings) {
    public static final RuleLimits DEFAULT = new RuleLimits(20_000, 64L << 20, 250_000, 1_000);
}
