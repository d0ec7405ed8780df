package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;

/** The keys of a table that are filled, and therefore follow the stream. */
public final class FilledKeys {
    private FilledKeys() {}

    public static boolean contains(TableState state, KeyOrder order, RowKey key) {
        return state.accept(new TableState.Visitor<Boolean>() {
            @Override
            public Boolean pending() {
                return false;
            }

            @Override
            public Boolean filling(TableState.Filling filling) {
                return order.compare(key, filling.upTo()) < 0;
            }

            @Override
            public Boolean live() {
                return true;
            }

            @Override
            public Boolean paused(TableState.Paused paused) {
                return paused.filledUpTo() == null || order.compare(key, paused.filledUpTo()) < 0;
            }
        });
    }
}
