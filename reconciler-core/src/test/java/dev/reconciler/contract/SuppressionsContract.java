package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.correction.Suppressions;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.row.RowKey;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keys that are not corrected automatically until their source row changes. */
public abstract class SuppressionsContract extends ControlStoreContract {
    private static final String TABLE = "public.orders";
    private static final RowKey ONE = RowKey.of("1");
    private static final RowKey TWO = RowKey.of("2", "\u00e9/:");

    private final Suppressions suppressions = new JdbiSuppressions(store.jdbi(), store.dialect(), store.clock());

    @Test
    void keyIsSuppressedWhileItsSourceRowStays() {
        suppressions.suppress("shop", TABLE, ONE, "hash", "c1", "ann");
        suppressions.suppress("shop", TABLE, TWO, "hash", "c2", "ann");

        assertThat(suppressions.suppressed("shop", TABLE, Map.of(ONE, "hash", TWO, "hash", RowKey.of("3"), "hash")))
                .isEqualTo(Set.of(ONE, TWO));
        assertThat(suppressions.suppressed("shop", "public.items", ONE, "hash")).isFalse();
        assertThat(suppressions.suppressed("other", TABLE, ONE, "hash")).isFalse();
        assertThat(suppressions.suppressed("shop", TABLE, Map.of())).isEmpty();
    }

    @Test
    void suppressionEndsForGoodWhenTheSourceRowChanges() {
        suppressions.suppress("shop", TABLE, ONE, "hash", "c1", "ann");
        suppressions.suppress("shop", TABLE, TWO, "hash", "c2", "ann");

        assertThat(suppressions.suppressed("shop", TABLE, Map.of(ONE, "changed", TWO, "hash")))
                .isEqualTo(Set.of(TWO));

        assertThat(suppressions.suppressed("shop", TABLE, ONE, "hash"))
                .as("the source row has its earlier values again")
                .isFalse();
    }

    @Test
    void laterSuppressionReplacesTheEarlierOne() {
        suppressions.suppress("shop", TABLE, ONE, "hash", "c1", "ann");
        suppressions.suppress("shop", TABLE, ONE, "other", "c2", "bob");
        assertThat(suppressions.suppressed("shop", TABLE, ONE, "other")).isTrue();
    }

    @Test
    void liftedKeyIsCorrectedAgain() {
        suppressions.suppress("shop", TABLE, ONE, "hash", "c1", "ann");
        suppressions.suppress("shop", TABLE, TWO, "hash", "c2", "ann");

        suppressions.lift("shop", TABLE, ONE);

        assertThat(suppressions.suppressed("shop", TABLE, Map.of(ONE, "hash", TWO, "hash")))
                .isEqualTo(Set.of(TWO));
    }

    @Test
    void longKeysWithACommonBeginningAreToldApart() {
        RowKey one = RowKey.of("k".repeat(4_000) + "1");
        RowKey other = RowKey.of("k".repeat(4_000) + "2");
        suppressions.suppress("shop", TABLE, one, "hash", "c1", "ann");

        assertThat(suppressions.suppressed("shop", TABLE, Map.of(one, "hash", other, "hash")))
                .isEqualTo(Set.of(one));
    }
}
