package dev.reconciler.endpoint.write;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Set;

/** A write of one row of the target; bulk methods take many writes of one table at a time. */
public sealed interface KeyedWrite {
    RowKey key();

    /** Calls the method for this kind of write, so that a writer that omits a kind doesn't compile. */
    <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E;

    /**
     * One method per kind of write.
     *
     * @param <T> the result type of the methods
     * @param <E> the exception that the methods may throw
     */
    interface Visitor<T, E extends Exception> {
        T upsert(Upsert upsert) throws E;

        T update(Update update) throws E;

        T move(Move move) throws E;

        T delete(Delete delete) throws E;
    }

    /** Insert the row or overwrite the one with its key. */
    record Upsert(RowKey key, Row row) implements KeyedWrite {
        @Override
        public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
            return visitor.upsert(this);
        }
    }

    /** Overwrite the existing row's columns except those whose values the event lacked; never inserts. */
    record Update(RowKey key, Row row, Set<Integer> unavailable) implements KeyedWrite {
        public Update {
            unavailable = Set.copyOf(unavailable);
        }

        @Override
        public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
            return visitor.update(this);
        }
    }

    /** The existing row gets a new key; columns whose values the event lacked keep theirs. Never inserts. */
    record Move(RowKey from, RowKey key, Row row, Set<Integer> unavailable) implements KeyedWrite {
        public Move {
            unavailable = Set.copyOf(unavailable);
        }

        @Override
        public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
            return visitor.move(this);
        }
    }

    record Delete(RowKey key) implements KeyedWrite {
        @Override
        public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
            return visitor.delete(this);
        }
    }
}
