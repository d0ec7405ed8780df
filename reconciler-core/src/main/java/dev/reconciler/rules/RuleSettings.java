package dev.reconciler.rules;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The optional settings of a rule.
 *
 * @param owner the person or team that is responsible for the rule; null if the file names none
 * @param schedule the rule's own schedule; null if it is evaluated by the schedule of all rules
 * @param acrossTenants true if the rule is evaluated once over the rows of all tenants ({@code tenant: none})
 * @param timeout the longest time of each of its queries on the server, within the window's limit; null for the window's limit
 */
public record RuleSettings(
        @Nullable String owner,
        RulePhase phase,
        @Nullable RuleSchedule schedule,
        boolean acrossTenants,
        @Nullable Duration timeout) {
    public static final RuleSettings DEFAULT = new RuleSettings(null, RulePhase.DURING, null, false, null);
}
