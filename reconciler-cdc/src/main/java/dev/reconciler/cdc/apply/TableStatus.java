package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.MappedTable;

/**
 * The status of a mapped table in the stream, for people.
 *
 * @param table mapping id
 * @param detail the filled range, or the reason of the pause; empty otherwise
 */
public record TableStatus(String table, String source, State state, String detail) {
    public enum State {
        PENDING,
        FILLING,
        LIVE,
        PAUSED
    }

    /** The status of a table without a recorded state. */
    public static TableStatus pending(MappedTable table) {
        return of(table, new TableState.Pending());
    }

    static TableStatus of(MappedTable table, TableState state) {
        return state.accept(new TableState.Visitor<>() {
            @Override
            public TableStatus pending() {
                return is(State.PENDING, "");
            }

            @Override
            public TableStatus filling(TableState.Filling filling) {
                return is(State.FILLING, "filled up to key " + filling.upTo());
            }

            @Override
            public TableStatus live() {
                return is(State.LIVE, "");
            }

            @Override
            public TableStatus paused(TableState.Paused paused) {
                return is(State.PAUSED, paused.reason());
            }

            private TableStatus is(State state, String detail) {
                return new TableStatus(table.id(), table.source().toString(), state, detail);
            }
        });
    }
}
