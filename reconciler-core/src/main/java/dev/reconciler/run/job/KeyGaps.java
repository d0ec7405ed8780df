package dev.reconciler.run.job;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The key ranges that a set of disjoint ranges does not cover. */
final class KeyGaps {
    private KeyGaps() {}

    static List<KeyRange> between(List<KeyRange> done, List<LogicalType> keyTypes) {
        KeyOrder order = new KeyOrder(keyTypes);
        List<KeyRange> sorted = new ArrayList<>(done);
        sorted.sort(Comparator.comparing(KeyRange::from, Comparator.nullsFirst(order)));
        List<KeyRange> gaps = new ArrayList<>();
        RowKey reached = null;
        for (KeyRange range : sorted) {
            RowKey from = range.from();
            if (from != null && (reached == null || order.compare(reached, from) < 0)) {
                gaps.add(new KeyRange(reached, from));
            }
            reached = range.to();
            if (reached == null) {
                return gaps;
            }
        }
        gaps.add(new KeyRange(reached, null));
        return gaps;
    }
}
