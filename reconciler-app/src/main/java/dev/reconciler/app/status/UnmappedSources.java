package dev.reconciler.app.status;

import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.UnmappedTables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * The source's tables that are not mapped. The catalog is queried at most once a minute, independent of the rate of status
 * requests.
 */
public final class UnmappedSources {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final SchemaReader source;
    private final Set<TableRef> mapped;
    private final InstantSource clock;
    private Instant asked = Instant.MIN;
    private List<UnmappedTables> known = List.of();

    /** @param mapped source tables */
    public UnmappedSources(SchemaReader source, Set<TableRef> mapped, InstantSource clock) {
        this.source = source;
        this.mapped = Set.copyOf(mapped);
        this.clock = clock;
    }

    public synchronized List<UnmappedTables> now() {
        Instant now = clock.instant();
        if (asked.isBefore(now.minus(FRESH))) {
            known = UnmappedTables.of(source.estimates(), mapped);
            asked = now;
        }
        return known;
    }
}
