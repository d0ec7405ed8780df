package dev.reconciler.run.recheck;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.rules.RowEvaluation;
import dev.reconciler.rules.Rule;
import dev.reconciler.window.Lane;
import java.util.List;

/** The rules of kind {@code row} that are evaluated on the rows of single keys. */
public interface RowRules {
    RowRules NONE = table -> List.of();

    List<Rule> of(MappedTable table);

    /** Receives an evaluation in a window, which is still open, after its findings are handled. */
    default void evaluated(Lane lane, RowEvaluation evaluation) {}
}
