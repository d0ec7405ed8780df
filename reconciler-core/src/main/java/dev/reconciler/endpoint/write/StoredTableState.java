package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table's state as the columns of the target's table {@code table_state}.
 *
 * @param upTo {@link RowKey#encoded}; null if nothing is filled, or all of it is
 */
public record StoredTableState(
        String name, @Nullable String upTo, @Nullable String reason) {
    private static final String PENDING = "PENDING";
    private static final String FILLING = "FILLING";
    private static final String LIVE = "LIVE";
    private static final String PAUSED = "PAUSED";

    public static StoredTableState of(TableState state) {
        return state.accept(new TableState.Visitor<>() {
            @Override
            public StoredTableState pending() {
                return new StoredTableState(PENDING, null, null);
            }

            @Override
            public StoredTableState filling(TableState.Filling filling) {
                return new StoredTableState(FILLING, filling.upTo().encoded(), null);
            }

            @Override
            public StoredTableState live() {
                return new StoredTableState(LIVE, null, null);
            }

            @Override
            public StoredTableState paused(TableState.Paused paused) {
                RowKey upTo = paused.filledUpTo();
                return new StoredTableState(PAUSED, upTo == null ? null : upTo.encoded(), paused.reason());
            }
        });
    }

    /** @throws IllegalStateException if no state has this name */
    public TableState state() {
        RowKey key = upTo == null ? null : RowKey.decode(upTo);
        return switch (name) {
            case PENDING -> new TableState.Pending();
            case LIVE -> new TableState.Live();
            case FILLING -> new TableState.Filling(Objects.requireNonNull(key));
            case PAUSED -> new TableState.Paused(reason == null ? "" : reason, key);
            default -> throw new IllegalStateException("unknown state of a table: " + name);
        };
    }
}
