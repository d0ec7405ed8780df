package dev.reconciler.verify.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sets of changed keys and ranges, and spans of commit times. */
@Tag("unit")
class ChangedRowsTest {
    private static final KeyOrder NUMBERS = new KeyOrder(List.of(LogicalType.INTEGER));

    private static KeyRange range(@Nullable String from, @Nullable String to) {
        return new KeyRange(from == null ? null : RowKey.of(from), to == null ? null : RowKey.of(to));
    }

    private static Set<RowKey> keys(String... keys) {
        return List.of(keys).stream().map(RowKey::of).collect(Collectors.toSet());
    }

    /** Keys by tens, as chunks of ten keys hold them. */
    private static Set<KeyRange> tens(Collection<RowKey> keys) {
        return keys.stream()
                .map(key -> Integer.parseInt(key.parts().get(0)) / 10 * 10)
                .map(ten -> range(Integer.toString(ten), Integer.toString(ten + 10)))
                .collect(Collectors.toSet());
    }

    @Test
    void overlappingRangesAreMergedAndKeysInsideAreLeftOut() {
        ChangedRows rows = new ChangedRows(
                keys("1", "9", "10", "12", "30", "49", "50", "99", "100"),
                Set.of(range("10", "20"), range("20", "30"), range("40", "45"), range("44", "50"), range("100", null)));

        ChangedRows disjoint = rows.disjoint(NUMBERS);

        assertThat(disjoint.ranges())
                .containsExactly(range("10", "20"), range("20", "30"), range("40", "50"), range("100", null));
        assertThat(disjoint.keys()).isEqualTo(keys("1", "9", "30", "50", "99"));
        assertThat(new ChangedRows(keys("1"), Set.of(range("5", "6"), KeyRange.ALL)).disjoint(NUMBERS))
                .isEqualTo(new ChangedRows(Set.of(), Set.of(KeyRange.ALL)));
        assertThat(new ChangedRows(keys("1", "7"), Set.of(range(null, "5"), range("3", "7"))).disjoint(NUMBERS))
                .isEqualTo(new ChangedRows(keys("7"), Set.of(range(null, "7"))));
        assertThat(new ChangedRows(keys("18"), Set.of(range("10", "20"), range("12", "15"))).disjoint(NUMBERS))
                .isEqualTo(new ChangedRows(Set.of(), Set.of(range("10", "20"))));
    }

    @Test
    void keysBeyondTheLimitAreRangesAndTooManyRangesAreAllKeys() {
        ChangedKeySet set = new ChangedKeySet(3, ChangedRowsTest::tens);
        set.add(ChangedRows.ofKeys(keys("1", "2")));
        set.add(ChangedRows.ofKeys(keys("2", "31")));
        assertThat(set.rows()).isEqualTo(ChangedRows.ofKeys(keys("1", "2", "31")));
        assertThat(set.without(keys("1", "2"))).isEqualTo(ChangedRows.NONE);

        set.add(ChangedRows.ofKeys(keys("1", "45", "46")));
        assertThat(set.rows()).isEqualTo(new ChangedRows(keys("1", "2", "31"), Set.of(range("40", "50"))));
        assertThat(set.without(keys("47"))).isEqualTo(ChangedRows.NONE);

        set.add(ChangedRows.ofKeys(keys("55", "65")));
        assertThat(set.rows().ranges()).hasSize(3);
        set.add(ChangedRows.ofKeys(keys("75")));
        assertThat(set.rows()).isEqualTo(new ChangedRows(Set.of(), Set.of(KeyRange.ALL)));
        assertThat(set.without(keys("1000"))).isEqualTo(ChangedRows.NONE);
    }

    @Test
    void recordedRangesAreAdded() {
        ChangedKeySet set = new ChangedKeySet(3, ChangedRowsTest::tens);
        set.add(new ChangedRows(keys("1"), new HashSet<>(Set.of(range("10", "20")))));
        set.add(new ChangedRows(keys("2"), Set.of(range("10", "20"), range("20", "30"))));

        assertThat(set.rows()).isEqualTo(new ChangedRows(keys("1", "2"), Set.of(range("10", "20"), range("20", "30"))));
    }

    @Test
    void spanHoldsTheMinutesOfItsCommitsAndOneSecondMore() {
        assertThat(span("10:00:01", "10:00:58.999")).isEqualTo(new CommitSpan(at("10:00:00"), at("10:01:00")));
        assertThat(span("10:00:00.999", "10:00:59")).isEqualTo(new CommitSpan(at("09:59:00"), at("10:02:00")));
        assertThat(span("10:05:30", "10:00:30"))
                .as("the source's clock went back")
                .isEqualTo(new CommitSpan(at("10:00:00"), at("10:01:00")));
        assertThat(span("10:00:01", "10:00:02").with(span("10:07:01", "10:07:02")))
                .isEqualTo(new CommitSpan(at("10:00:00"), at("10:08:00")));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-01-01T" + time + "Z");
    }

    private static CommitSpan span(String from, String to) {
        return CommitSpan.of(at(from), at(to));
    }
}
