package dev.reconciler.run.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class KeyGapsTest {
    @Test
    void nothingDoneLeavesEverything() {
        assertThat(gaps()).containsExactly(KeyRange.ALL);
    }

    @Test
    void everythingDoneLeavesNothing() {
        assertThat(gaps(range(null, "10"), range("10", null))).isEmpty();
    }

    @Test
    void gapsAreInKeyOrderWhateverTheOrderInWhichChunksWereDone() {
        assertThat(gaps(range("30", "40"), range("9", "20")))
                .containsExactly(range(null, "9"), range("20", "30"), range("40", null));
    }

    @Test
    void neighboursLeaveNoGapBetweenThem() {
        assertThat(gaps(range(null, "5"), range("5", "9"))).containsExactly(range("9", null));
    }

    private static List<KeyRange> gaps(KeyRange... done) {
        return KeyGaps.between(List.of(done), List.of(LogicalType.INTEGER));
    }

    private static KeyRange range(@Nullable String from, @Nullable String to) {
        return new KeyRange(from == null ? null : RowKey.of(from), to == null ? null : RowKey.of(to));
    }
}
