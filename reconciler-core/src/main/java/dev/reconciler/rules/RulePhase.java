package dev.reconciler.rules;

/** The part of a migration in which a rule is to hold. */
public enum RulePhase {
    /** Before the first row moves: the quality of the source's data. */
    PRE,
    /** While the target follows the source. */
    DURING,
    /** After the cutover. */
    POST
}
