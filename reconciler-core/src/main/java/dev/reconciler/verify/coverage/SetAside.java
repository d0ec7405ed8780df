package dev.reconciler.verify.coverage;

import java.util.List;

/** Rows that the pipeline itself has set aside, and that have no verdict for now. */
@FunctionalInterface
public interface SetAside {
    /** The present set-aside rows, by table id and reason. */
    List<Unverifiable> rows();
}
