package dev.reconciler.app.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.review.ReviewItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A review item as printed; in JSON one flat object, with the members of the parts in their order.
 *
 * @param version to name with a decision
 */
record ReviewLine(
        String id,
        int version,
        @JsonUnwrapped Assessment assessment,
        @JsonUnwrapped Place place,
        @JsonUnwrapped Difference difference,
        @JsonUnwrapped Queue queue,
        @JsonUnwrapped Images images,
        @JsonUnwrapped Resolution resolution) {

    record Assessment(String type, String severity, String cause, String causeEvidence) {}

    /** @param key of its row; its subject if it is not about one row */
    record Place(String table, String tenant, String key) {}

    record Difference(List<String> columns, String detail) {}

    /** @param since the time of its last change of state */
    record Queue(long seen, Instant since, @Nullable String claimedBy) {}

    /** Both rows by column name; null for no row. */
    record Images(
            @Nullable Map<String, @Nullable String> source,
            @Nullable Map<String, @Nullable String> target) {}

    /**
     * @param plannedCorrection the write that dry-run prevents
     * @param decision the reviewer's valid decision; null if there is none
     */
    record Resolution(
            String state,
            @Nullable String plannedCorrection,
            @Nullable String decision) {}

    static ReviewLine of(ReviewItem item, RowImages images, @Nullable String planned) {
        Discrepancy found = item.discrepancy();
        String table = found.place().table();
        return new ReviewLine(
                found.id(),
                found.lifecycle().version(),
                new Assessment(
                        found.type().name(),
                        found.severity().name(),
                        found.attribution().cause().name(),
                        found.attribution().evidence()),
                new Place(
                        table,
                        found.place().tenant().toString(),
                        RowImages.key(found)
                                .map(parts -> String.join(",", parts))
                                .orElse(found.place().subject())),
                new Difference(found.difference().columns(), found.difference().detail()),
                new Queue(
                        found.sightings().count(),
                        found.lifecycle().since(),
                        item.claim() == null ? null : item.claim().reviewer()),
                new Images(
                        images.named(table, found.difference().source()),
                        images.named(table, found.difference().target())),
                resolution(found, planned));
    }

    private static Resolution resolution(Discrepancy found, @Nullable String planned) {
        return new Resolution(
                found.state().name(),
                planned,
                found.lifecycle().decision() == null
                        ? null
                        : found.lifecycle().decision().name());
    }

    /** Returns its subject in one line. */
    String headline() {
        return assessment.type() + " in " + place.table() + ", tenant " + place.tenant() + ", " + place.key()
                + ", seen "
                + queue.seen() + " times, "
                + (resolution.decision() == null ? "in review" : resolution.decision()) + " since " + queue.since()
                + (queue.claimedBy() == null ? "" : ", claimed by " + queue.claimedBy()) + ", version " + version
                + (resolution.plannedCorrection() == null
                        ? ""
                        : ", planned correction " + resolution.plannedCorrection() + " (dry-run: not written)")
                + ", likely cause " + assessment.cause()
                + (assessment.causeEvidence().isEmpty() ? "" : ": " + assessment.causeEvidence());
    }
}
