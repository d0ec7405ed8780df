package dev.reconciler.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class EventSizeTest {
    private static final RowKey KEY = RowKey.of("12", "abc");
    private static final Row ROW = new Row(Arrays.asList("12", "abc", null, "x".repeat(1_000)));

    @Test
    void eachKindCountsTheTextsThatItHolds() {
        assertThat(EventSize.of(new ChangeEvent.Insert("t", KEY, ROW))).isEqualTo(1_005);
        assertThat(EventSize.of(new ChangeEvent.Update("t", KEY, null, ROW, Set.of(2))))
                .isEqualTo(1_005);
        assertThat(EventSize.of(new ChangeEvent.Delete("t", KEY, null))).isEqualTo(5);
        assertThat(EventSize.of(new ChangeEvent.Truncate("t"))).isZero();
        assertThat(EventSize.of(new ChangeEvent.Unreadable("t", KEY, "{\"a\": 1}", "no number")))
                .isEqualTo(8);
        assertThat(EventSize.of(new ChangeEvent.SchemaChanged("t", "column a is gone", true)))
                .isEqualTo(16);
    }
}
