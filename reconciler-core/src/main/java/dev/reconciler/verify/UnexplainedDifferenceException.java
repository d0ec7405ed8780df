package dev.reconciler.verify;

/**
 * The sums of a range differ and the rows do not show why: a read by key and a read by range of the same snapshot contradict each
 * other, as they do where an index is damaged. The range has no verdict.
 */
public final class UnexplainedDifferenceException extends RuntimeException {
    public UnexplainedDifferenceException(String table, String what) {
        super(table + ": " + what
                + "; an index may be damaged: check both sides with amcheck (bt_index_check), REINDEX, and"
                + " verify again");
    }
}
