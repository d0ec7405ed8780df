package dev.reconciler.app.drift;

import dev.reconciler.app.compatibility.LiveComparison;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.RecordedComparison;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a comparison of both schemas: first at the start, then once an hour, and soon after a table's definition changed in the
 * stream. A comparison that fails is tried again by the next execution.
 */
public final class SchemaWatch implements ApplyListener, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaWatch.class);
    private static final Duration PERIOD = Duration.ofHours(1);

    private final LiveComparison schemas;
    private final InstantSource clock;
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>("start of the daemon");
    private Instant compared = Instant.EPOCH;

    public SchemaWatch(LiveComparison schemas, InstantSource clock) {
        this.schemas = schemas;
        this.clock = clock;
    }

    @Override
    public void schemaChanged(SchemaChanged change) {
        reason.set("change of " + change.table() + ": " + change.what());
    }

    /** Compares if a comparison is due. */
    @Override
    public void run() {
        String because = reason.getAndSet(null);
        if (because == null && clock.instant().isBefore(compared.plus(PERIOD))) {
            return;
        }
        String named = because == null ? "schedule" : because;
        try {
            tell(schemas.record(named));
            compared = clock.instant();
        } catch (RuntimeException e) {
            reason.compareAndSet(null, named);
            throw e;
        }
    }

    private static void tell(RecordedComparison comparison) {
        List<String> breaking = comparison.differences().stream()
                .filter(difference -> difference.level() == Compatibility.BREAKING)
                .map(difference -> difference.table() + ": " + difference.what())
                .toList();
        LOG.info(
                "schemas compared differences={} breaking={} reason=\"{}\"",
                comparison.differences().size(),
                breaking.size(),
                comparison.reason());
    }
}
