package dev.reconciler.report;

import dev.reconciler.discrepancy.OpenCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The discrepancies that are open when the report is made, whatever its period.
 *
 * @param oldest null if none is open
 */
public record OpenNow(
        long count, List<OpenCount> byTable, @Nullable OldestOpen oldest) {
    public OpenNow {
        byTable = List.copyOf(byTable);
    }
}
