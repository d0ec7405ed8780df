package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import org.jspecify.annotations.Nullable;

/** The progress of a table's backfill; changed only under the checkpoint row's lock. */
public sealed interface TableState {
    /** Returns whether a backfill still has keys to fill in a table with this state; null is {@link Pending}. */
    static boolean isUnfinished(@Nullable TableState state) {
        return state == null || state instanceof Pending || state instanceof Filling;
    }

    /** Calls the method for this state, so that a caller that omits a state doesn't compile. */
    <T> T accept(Visitor<T> visitor);

    /** One method per state. */
    interface Visitor<T> {
        T pending();

        T filling(Filling filling);

        T live();

        T paused(Paused paused);
    }

    /** No key is filled: its events are skipped, and the backfill will read their results. */
    record Pending() implements TableState {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.pending();
        }
    }

    /** Keys before {@code upTo} are filled and follow the stream; events of later keys are skipped. */
    record Filling(RowKey upTo) implements TableState {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.filling(this);
        }
    }

    /** Every key follows the stream. */
    record Live() implements TableState {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.live();
        }
    }

    /** Stopped after an incompatible change of its definition; its events are parked. */
    record Paused(String reason, @Nullable RowKey filledUpTo) implements TableState {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.paused(this);
        }
    }
}
