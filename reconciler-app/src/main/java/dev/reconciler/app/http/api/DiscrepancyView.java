package dev.reconciler.app.http.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.PlannedCorrections;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A discrepancy in the API: one flat object, with the members of the parts in their order. */
record DiscrepancyView(
        @JsonUnwrapped Identity identity,
        @JsonUnwrapped Assessment assessment,
        @JsonUnwrapped State lifecycle,
        @JsonUnwrapped Difference difference,
        Proof proof,
        @JsonUnwrapped Sightings sightings,
        int version,
        @JsonUnwrapped Resolution resolution) {

    record Identity(
            String id,
            String pipeline,
            String table,
            @Nullable String tenant,
            @Nullable List<String> key,
            String subject,
            String type) {}

    record Assessment(String cause, String causeEvidence, String severity) {}

    record State(String state, Instant stateSince) {}

    record Difference(
            @Nullable Map<String, @Nullable String> source,
            @Nullable Map<String, @Nullable String> target,
            List<String> columns,
            String detail) {}

    record Sightings(long seen, Instant firstSeen, Instant lastSeen) {}

    record Resolution(
            @Nullable Instant acceptedUntil,
            @Nullable String correction,
            @Nullable String plannedCorrection,
            @Nullable String decision) {}

    static DiscrepancyView of(Discrepancy d, RowImages images, ApiServices services) {
        return new DiscrepancyView(
                identity(d),
                new Assessment(
                        d.attribution().cause().name(),
                        d.attribution().evidence(),
                        d.severity().name()),
                new State(d.state().name(), d.lifecycle().since()),
                new Difference(
                        images.named(d.place().table(), d.difference().source()),
                        images.named(d.place().table(), d.difference().target()),
                        d.difference().columns(),
                        d.difference().detail()),
                d.sightings().proof(),
                new Sightings(
                        d.sightings().count(),
                        d.sightings().first(),
                        d.sightings().last()),
                d.lifecycle().version(),
                resolution(d, PlannedCorrections.of(services, d).orElse(null)));
    }

    private static Identity identity(Discrepancy d) {
        return new Identity(
                d.id(),
                d.pipeline(),
                d.place().table(),
                d.place().tenant().isNone() ? null : d.place().tenant().value(),
                RowImages.key(d).orElse(null),
                d.place().subject(),
                d.type().name());
    }

    private static Resolution resolution(Discrepancy d, @Nullable String planned) {
        return new Resolution(
                d.lifecycle().acceptedUntil(),
                d.lifecycle().correction(),
                planned,
                d.lifecycle().decision() == null
                        ? null
                        : d.lifecycle().decision().name());
    }
}
