package dev.reconciler.app.compatibility;

import dev.reconciler.compatibility.RecordedComparison;
import java.util.Optional;

/** Comparisons of both schemas of the pipeline. */
public interface SchemaComparisons {
    /** Compares the schemas as they are now; records nothing. */
    RecordedComparison now(String reason);

    /** The comparison that was recorded last. */
    Optional<RecordedComparison> last();
}
