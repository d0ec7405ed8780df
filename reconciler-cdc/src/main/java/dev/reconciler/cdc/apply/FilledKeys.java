package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;

/** Which keys of a table are filled, and therefore follow the stream. */
public final class FilledKeys {
    private FilledKeys() {}

    public static boolean contains(TableState state, KeyOrder order, RowKey key) {
        if (state instanceof TableState.Live) {
            return true;
        } else if (state instanceof TableState.Filling filling) {
            return order.compare(key, filling.upTo()) < 0;
        } else if (state instanceof TableState.Paused paused) {
            return paused.filledUpTo() == null || order.compare(key, paused.filledUpTo()) < 0;
        }
        return false;
    }
}
