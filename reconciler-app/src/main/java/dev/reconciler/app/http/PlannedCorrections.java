package dev.reconciler.app.http;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.ReviewQueue;
import java.util.Collection;
import java.util.Optional;

/** Computes the write that would correct an open discrepancy if corrections were not in dry-run. */
public final class PlannedCorrections {
    private PlannedCorrections() {}

    /** {@code INSERT}, {@code UPDATE} or {@code DELETE}; empty if nothing would be written. */
    public static Optional<String> of(ApiServices services, Discrepancy discrepancy) {
        return of(services.operations().reviews(), services.pipeline().tables(), discrepancy);
    }

    /** As {@link #of(ApiServices, Discrepancy)}. */
    public static Optional<String> of(ReviewQueue reviews, Collection<MappedTable> tables, Discrepancy discrepancy) {
        return tables.stream()
                .filter(table -> table.id().equals(discrepancy.place().table()))
                .findFirst()
                .flatMap(table -> reviews.planned(discrepancy, table))
                .map(plan -> plan.kind().name());
    }
}
