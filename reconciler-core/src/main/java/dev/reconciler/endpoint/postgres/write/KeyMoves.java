package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.write.KeyedWrite.Move;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of keys. A unique index is checked row by row, so a row may only move to a key that is free by then: moves run in
 * rounds, each to keys that the rounds before have left, and where keys go round in a circle one row first moves to a key that no row has.
 *
 * <p>A row is not deleted and inserted again, as that would fire cascades; except where a key column is {@code GENERATED ALWAYS AS
 * IDENTITY}, which no update may set: there {@link RowReplacements} replaces the rows, or refuses.
 */
final class KeyMoves {
    private final Updates updates;
    private final RowLookup lookup;
    private final SpareKey spare;

    KeyMoves(Updates updates, RowLookup lookup, SpareKey spare) {
        this.updates = updates;
        this.lookup = lookup;
        this.spare = spare;
    }

    WriteResult move(MappedTable table, TenantScope scope, List<Move> moves) throws SQLException {
        if (updates.replacesKeys(table)) {
            return updates.move(table, scope, moves);
        }
        long written = 0;
        List<RowKey> absent = new ArrayList<>();
        List<RowKey> foreign = new ArrayList<>();
        Map<RowKey, RowKey> original = new HashMap<>();
        Map<RowKey, Move> waiting = new LinkedHashMap<>();
        moves.forEach(move -> waiting.put(move.from(), move));
        while (!waiting.isEmpty()) {
            List<Move> free = waiting.values().stream()
                    .filter(move -> move.key().equals(move.from()) || !waiting.containsKey(move.key()))
                    .toList();
            if (free.isEmpty()) {
                Move stuck = waiting.values().iterator().next();
                waiting.remove(stuck.from());
                if (isForeign(table, scope, stuck)) {
                    foreign.add(stuck.from());
                    continue;
                }
                Optional<RowKey> key = spare.stepAside(table, stuck.from());
                key.ifPresentOrElse(
                        aside -> {
                            original.put(aside, stuck.from());
                            waiting.put(aside, new Move(aside, stuck.key(), stuck.row(), stuck.unavailable()));
                        },
                        () -> absent.add(stuck.from()));
                continue;
            }
            WriteResult round = updates.move(table, scope, free);
            written += round.written();
            round.absent().forEach(key -> absent.add(original.getOrDefault(key, key)));
            round.foreign().forEach(key -> foreign.add(original.getOrDefault(key, key)));
            free.forEach(move -> waiting.remove(move.from()));
        }
        return new WriteResult(written, absent, foreign);
    }

    private boolean isForeign(MappedTable table, TenantScope scope, Move move) throws SQLException {
        if (!table.isInTargetFilter(move.row(), move.unavailable())) {
            return true;
        }
        if (move.unavailable().contains(table.tenant())) {
            return !lookup.foreign(table, scope, List.of(move.from()), null).isEmpty();
        }
        return !table.isInScope(move.row(), scope)
                || !lookup.foreign(table, scope, List.of(move.from()), List.of(move.row()))
                        .isEmpty();
    }
}
