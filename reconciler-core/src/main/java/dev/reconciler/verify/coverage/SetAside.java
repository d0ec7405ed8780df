package dev.reconciler.verify.coverage;

import java.util.List;

/** Rows that the pipeline itself has set aside, so that nothing is said of them for now. */
@FunctionalInterface
public interface SetAside {
    /** As of now, by table id and reason. */
    List<Unverifiable> rows();
}
