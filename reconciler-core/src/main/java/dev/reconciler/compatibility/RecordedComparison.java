package dev.reconciler.compatibility;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A comparison of both schemas.
 *
 * @param reason the event that led to it, for people
 */
public record RecordedComparison(Instant at, String reason, List<SchemaDifference> differences) {
    public RecordedComparison {
        differences = List.copyOf(differences);
    }

    /** The class of the worst difference; empty if nothing differs. */
    public Optional<Compatibility> level() {
        return SchemaComparison.level(differences);
    }
}
