package dev.reconciler.endpoint.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class KeyPartsTest {
    private static final KeyOrder ORDER = new KeyOrder(List.of(LogicalType.INTEGER));

    private final Random random = new Random(7);

    /** The key before may lie in any part. */
    @Test
    void keyLiesInThePartWhoseRangeHoldsIt() {
        for (int round = 0; round < 200; round++) {
            List<RowKey> bounds = IntStream.range(0, random.nextInt(6))
                    .map(i -> random.nextInt(41) - 20)
                    .sorted()
                    .distinct()
                    .mapToObj(bound -> RowKey.of(Integer.toString(bound)))
                    .toList();
            List<KeyRange> ranges = KeyRange.ALL.cut(bounds);
            KeyParts parts = new KeyParts(ORDER, bounds);
            for (int i = 0; i < 100; i++) {
                RowKey key = RowKey.of(Integer.toString(random.nextInt(61) - 30));
                assertThat(ranges.get(parts.of(key)).contains(ORDER, key)).isTrue();
            }
        }
    }
}
