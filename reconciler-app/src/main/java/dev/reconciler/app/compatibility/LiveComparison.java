package dev.reconciler.app.compatibility;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.RecordedComparisons;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogReader;
import java.time.InstantSource;
import java.util.Optional;

/** Compares both schemas of a running pipeline, over its own connections, and records the result. */
public final class LiveComparison implements SchemaComparisons {
    private final ReconcilerConfig config;
    private final CatalogReader source;
    private final CatalogReader target;
    private final RecordedComparisons recorded;
    private final InstantSource clock;

    public LiveComparison(
            ReconcilerConfig config,
            CatalogReader source,
            CatalogReader target,
            RecordedComparisons recorded,
            InstantSource clock) {
        this.config = config;
        this.source = source;
        this.target = target;
        this.recorded = recorded;
        this.clock = clock;
    }

    @Override
    public RecordedComparison now(String reason) {
        Catalog here = source.read(
                config.scope().tables().stream().map(TableConfig::source).toList());
        Catalog there = target.read(
                config.scope().tables().stream().map(TableConfig::target).toList());
        return new RecordedComparison(clock.instant(), reason, SchemaCatalogs.compare(config, here, there));
    }

    /** Compares the schemas as they are now, and records the result. */
    public RecordedComparison record(String reason) {
        RecordedComparison comparison = now(reason);
        recorded.record(config.pipeline(), comparison);
        return comparison;
    }

    @Override
    public Optional<RecordedComparison> last() {
        return recorded.last(config.pipeline());
    }
}
