package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.RecordedComparisons;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.compatibility.SchemaDifference.CountQuery;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.compatibility.internal.JdbiRecordedComparisons;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.SchemaChange;
import dev.reconciler.testing.ControlStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last comparison of a pipeline's schemas, as it was recorded. */
public abstract class RecordedComparisonsContract extends ControlStoreContract {
    private static final SchemaDifference NARROW = new SchemaDifference(
            "public.a -> public.b",
            "caf\u00e9",
            Kind.TYPE,
            Compatibility.BREAKING,
            "it's \"narrow\" \\ 10",
            new Impact(List.of(Effect.NARROWING), List.of(Operation.INSERT)),
            new CountQuery(Side.SOURCE, "SELECT count(*) FROM \"a\" WHERE x ~ '\\u0001'"),
            new SchemaChange("ALTER 1", "ALTER 2"));
    private static final SchemaDifference PLAIN = new SchemaDifference(
            "v", "", Kind.VIEW, Compatibility.ADDITIVE, "more", new Impact(List.of(), List.of()), null, null);

    private final RecordedComparisons comparisons = new JdbiRecordedComparisons(store.jdbi(), store.dialect());

    @Test
    void nothingIsRecordedAtFirst() {
        assertThat(comparisons.last("shop")).isEmpty();
    }

    @Test
    void theLastComparisonReplacesThatBeforeItAndNoOtherPipelines() {
        RecordedComparison first = new RecordedComparison(ControlStore.START, "start", List.of(NARROW, PLAIN));
        RecordedComparison other = new RecordedComparison(ControlStore.START, "start", List.of(PLAIN));
        RecordedComparison later =
                new RecordedComparison(ControlStore.START.plus(Duration.ofHours(1)), "schedule", List.of());
        comparisons.record("shop", first);
        comparisons.record("other", other);
        assertThat(comparisons.last("shop")).contains(first);
        assertThat(first.level()).contains(Compatibility.BREAKING);

        comparisons.record("shop", later);
        assertThat(comparisons.last("shop")).contains(later);
        assertThat(later.level()).isEmpty();
        assertThat(comparisons.last("other")).contains(other);
    }
}
