package dev.reconciler.run;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.position.Checkpoint;
import java.util.List;

/** Does with findings of rows what policy says: corrects, or leaves them to a person. */
public interface Repairs {
    /**
     * @param fence of the window, still open, that has proven the findings
     * @return findings whose keys must be verified again: corrected ones, and those that something newer came in between
     */
    List<Finding.OfRow> repair(String run, Checkpoint fence, List<Sighted> findings);

    /** A finding on record whose right image is known. */
    record Sighted(Discrepancy discrepancy, Finding.OfRow finding) {}
}
