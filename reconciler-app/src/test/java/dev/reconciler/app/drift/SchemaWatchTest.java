package dev.reconciler.app.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.app.compatibility.LiveComparison;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.RecordedComparisons;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class SchemaWatchTest {
    private static final SchemaChanged CHANGE = new SchemaChanged("public.items", "column c is gone", true);

    private final Recorded recorded = new Recorded();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private boolean fails;
    private SchemaWatch watch;

    private static final class Recorded implements RecordedComparisons {
        final List<RecordedComparison> all = new ArrayList<>();

        @Override
        public void record(String pipeline, RecordedComparison comparison) {
            assertThat(pipeline).isEqualTo("lab");
            all.add(comparison);
        }

        @Override
        public Optional<RecordedComparison> last(String pipeline) {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        }

        List<String> reasons() {
            return all.stream().map(RecordedComparison::reason).toList();
        }
    }

    @BeforeEach
    void makeWatch(@TempDir Path directory) throws IOException {
        ReconcilerConfig config =
                new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: lab
                source: {url: "postgresql://me@a/shop", password: secret}
                target: {url: "postgresql://me@b/shop", password: secret}
                tables: [{source: items, tenant: none}]
                rules: none
                """));
        CatalogReader empty = tables -> {
            if (fails) {
                throw new IllegalStateException("the server is gone");
            }
            return new Catalog(Catalog.FORMAT, "postgresql", List.of(), List.of(), List.of());
        };
        watch = new SchemaWatch(new LiveComparison(config, empty, empty, recorded, () -> now), () -> now);
    }

    @Test
    void comparesAtTheStartOnceAnHourAndAfterAChange() {
        watch.run();
        watch.run();
        assertThat(recorded.reasons()).containsExactly("start of the daemon");
        assertThat(recorded.all.get(0).at()).isEqualTo(now);
        assertThat(recorded.all.get(0).differences()).hasSize(1);

        now = now.plus(Duration.ofMinutes(59));
        watch.run();
        assertThat(recorded.all).hasSize(1);
        watch.schemaChanged(CHANGE);
        watch.run();
        watch.run();
        assertThat(recorded.reasons())
                .endsWith("change of public.items: column c is gone")
                .hasSize(2);

        now = now.plus(Duration.ofHours(1));
        watch.run();
        assertThat(recorded.reasons()).endsWith("schedule").hasSize(3);
    }

    @Test
    void comparisonThatFailsIsTriedAgainForItsReason() {
        watch.run();
        watch.schemaChanged(CHANGE);
        fails = true;
        assertThatThrownBy(watch::run).hasMessageContaining("the server is gone");
        assertThat(recorded.all).hasSize(1);

        fails = false;
        watch.run();
        assertThat(recorded.reasons())
                .containsExactly("start of the daemon", "change of public.items: column c is gone");
    }
}
