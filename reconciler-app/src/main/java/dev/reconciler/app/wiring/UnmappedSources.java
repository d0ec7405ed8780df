package dev.reconciler.app.wiring;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.UnmappedTables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** The source's tables that are not mapped; the catalog is asked once a minute at most, however often the status is. */
final class UnmappedSources {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Application application;
    private final InstantSource clock;
    private Instant asked = Instant.MIN;
    private List<UnmappedTables> known = List.of();

    UnmappedSources(Application application, InstantSource clock) {
        this.application = application;
        this.clock = clock;
    }

    synchronized List<UnmappedTables> now() {
        Instant now = clock.instant();
        if (asked.isBefore(now.minus(FRESH))) {
            known = UnmappedTables.of(
                    application.endpoints().source().schema().estimates(),
                    application.pipeline().tables().stream()
                            .map(MappedTable::source)
                            .collect(Collectors.toSet()));
            asked = now;
        }
        return known;
    }
}
