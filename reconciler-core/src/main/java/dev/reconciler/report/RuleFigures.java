package dev.reconciler.report;

import java.util.List;

/** Figures of the recorded results of business rules. */
public interface RuleFigures {
    /**
     * By rule and table, those of runs that started in the period.
     *
     * @param scope with a tenant, the results of rules about that tenant only
     */
    List<RuleFigure> results(ReportScope scope, Period period);
}
