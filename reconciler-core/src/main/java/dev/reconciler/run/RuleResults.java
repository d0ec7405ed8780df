package dev.reconciler.run;

import dev.reconciler.control.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The record of the results of a pipeline's rules, per rule, tenant and run. The last result of each rule and tenant is kept as long as its
 * run, the others until they are pruned.
 */
public interface RuleResults {
    /** Records results. One of the same run, rule and tenant, which an earlier attempt of the run left, is replaced. */
    void record(List<RuleResult> results);

    /** Latest first. */
    Page<RuleResult> list(RuleResultQuery query);

    /** The last result of each tenant of these rules, by rule and tenant. */
    List<RuleResult> last(Collection<String> rules);

    /** The last results of each of these rules that has any, by rule. */
    List<RuleStanding> standings(Collection<String> rules);

    /** Removes the results that started earlier, except for the last one of each rule and tenant. */
    void prune(Instant oldest);

    /** By rule, the start of its latest evaluation in a run of all tables and tenants; a rule without one is absent. */
    Map<String, Instant> lastEvaluated();
}
