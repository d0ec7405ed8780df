package dev.reconciler.rules;

import dev.reconciler.budget.KeySlices;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.MappedQuery.Replaced;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows that make the target snapshot's tables equal to the source snapshot's: for each key in doubt, and for each key with
 * parked events (its row is known to be behind), the source snapshot's row. A row that a transform gives no valid value keeps the
 * target's.
 */
final class Replacements {
    private static final int SLICE = 1_000;

    private final KeysInDoubt doubt;
    private final TargetSnapshot target;
    private final ChunkReader source;
    private final RuleLimits limits;

    Replacements(KeysInDoubt doubt, TargetSnapshot target, ChunkReader source, RuleLimits limits) {
        this.doubt = doubt;
        this.target = target;
        this.source = source;
        this.limits = limits;
    }

    /** The replacements by mapping id; empty if they exceed the limits. */
    Optional<Map<String, Replaced>> of(List<MappedTable> tables) {
        Map<String, Set<RowKey>> keys = new HashMap<>();
        long count = 0;
        for (MappedTable table : tables) {
            Set<RowKey> ofTable = new HashSet<>(doubt.of(table.id()).keySet());
            ofTable.addAll(target.parked(table.id()).keySet());
            keys.put(table.id(), ofTable);
            count += ofTable.size();
        }
        return count > limits.keysReplaced() ? Optional.empty() : read(tables, keys);
    }

    private Optional<Map<String, Replaced>> read(List<MappedTable> tables, Map<String, Set<RowKey>> keys) {
        Map<String, Replaced> replaced = new HashMap<>();
        long room = limits.replacedCharacters();
        for (MappedTable table : tables) {
            List<RowKey> all = List.copyOf(keys.getOrDefault(table.id(), Set.of()));
            List<Row> rows = new ArrayList<>();
            Set<RowKey> unreplaced = new HashSet<>();
            KeySlices slices = new KeySlices(all, SLICE);
            while (slices.hasNext()) {
                Collection<Row> read = source.rowsByKey(table, slices.next()).values();
                slices.read(read);
                for (Row row : read) {
                    if (row.hasInvalidValue()) {
                        unreplaced.add(table.keyOf(row));
                    } else {
                        rows.add(row);
                        room -= characters(row);
                    }
                }
                if (room < 0) {
                    return Optional.empty();
                }
            }
            replaced.put(
                    table.id(),
                    new Replaced(
                            all.stream()
                                    .filter(key -> !unreplaced.contains(key))
                                    .collect(Collectors.toSet()),
                            rows));
        }
        return Optional.of(replaced);
    }

    private static long characters(Row row) {
        return row.values().stream()
                .mapToLong(value -> value == null ? 0 : value.length())
                .sum();
    }
}
