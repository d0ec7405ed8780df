package dev.reconciler.compatibility;

import java.util.Optional;

/** The last comparison of the schemas of each pipeline. */
public interface RecordedComparisons {
    /** Replaces the pipeline's last comparison. */
    void record(String pipeline, RecordedComparison comparison);

    Optional<RecordedComparison> last(String pipeline);
}
