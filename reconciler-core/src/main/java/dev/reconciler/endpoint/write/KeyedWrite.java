package dev.reconciler.endpoint.write;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Set;

/** What to do to one row of the target; bulk methods take many of one table at a time. */
public sealed interface KeyedWrite {
    RowKey key();

    /** Insert the row or overwrite the one with its key. */
    record Upsert(RowKey key, Row row) implements KeyedWrite {}

    /** Overwrite the existing row's columns but those whose values the event lacked; never inserts. */
    record Update(RowKey key, Row row, Set<Integer> unavailable) implements KeyedWrite {
        public Update {
            unavailable = Set.copyOf(unavailable);
        }
    }

    /** The existing row gets a new key; columns whose values the event lacked keep theirs. Never inserts. */
    record Move(RowKey from, RowKey key, Row row, Set<Integer> unavailable) implements KeyedWrite {
        public Move {
            unavailable = Set.copyOf(unavailable);
        }
    }

    record Delete(RowKey key) implements KeyedWrite {}
}
