package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.apply.Net.Full;
import dev.reconciler.cdc.apply.Net.Gone;
import dev.reconciler.cdc.apply.Net.Part;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every key that one source transaction touched, with its resulting image, written or not: the transaction's ledger entries. An
 * image is hashed once per key.
 */
final class Touched {
    /** The image of a change that could not be read: present, and equal to no row. */
    private static final LedgerImage UNKNOWN = new LedgerImage(true, LedgerImage.UNAVAILABLE, Map.of());

    private final Slice slice;
    private final Map<MappedTable, Map<RowKey, @Nullable Net>> keys = new LinkedHashMap<>();

    Touched(Slice slice) {
        this.slice = slice;
    }

    void add(MappedTable table, RowChange change) {
        Map<RowKey, @Nullable Net> nets = of(table);
        RowKey previous = change instanceof Update update ? update.previousKey() : null;
        Net net = Net.of(change);
        if (previous == null) {
            nets.put(change.key(), net.after(nets.get(change.key())));
            return;
        }
        if (net instanceof Part part && nets.get(previous) instanceof Full known) {
            net = new Full(Net.merged(known.row(), part));
        }
        nets.put(previous, new Gone(null));
        nets.put(change.key(), net);
    }

    void addUnknown(MappedTable table, RowKey key) {
        of(table).put(key, null);
    }

    private Map<RowKey, @Nullable Net> of(MappedTable table) {
        return keys.computeIfAbsent(table, t -> new LinkedHashMap<>());
    }

    /** Returns whether the events have every image, and {@link #complete} would change none. */
    boolean isComplete() {
        return keys.values().stream().flatMap(nets -> nets.values().stream()).noneMatch(Touched::isMovedPart);
    }

    private static boolean isMovedPart(@Nullable Net net) {
        return net instanceof Part part && part.from();
    }

    /**
     * Completes the images of rows that came from another key without all their values: no earlier entry of the new key has them,
     * and an earlier source snapshot has no such row. The values come from the target's present row; a later entry may replace
     * them.
     */
    void complete(RowWriter rows) {
        keys.forEach((table, nets) -> {
            List<RowKey> moved = nets.entrySet().stream()
                    .filter(e -> isMovedPart(e.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!moved.isEmpty()) {
                Map<RowKey, Row> held = rows.lock(table, moved);
                held.forEach((key, row) -> {
                    if (nets.get(key) instanceof Part part && table.isInTargetFilter(row)) {
                        nets.put(key, new Full(Net.merged(row, part)));
                    }
                });
            }
        });
    }

    LedgerTransaction ledger() {
        List<LedgerEntry> entries = new ArrayList<>();
        keys.forEach((table, nets) ->
                nets.forEach((key, net) -> entries.add(new LedgerEntry(table.id(), key, image(table, net)))));
        return new LedgerTransaction(slice.sequence(), slice.transaction().id(), entries);
    }

    private static LedgerImage image(MappedTable table, @Nullable Net net) {
        try {
            if (net instanceof Full full) {
                return LedgerImage.of(table, full.row(), column -> false);
            } else if (net instanceof Part part) {
                return LedgerImage.of(table, part.row(), part.unavailable()::contains);
            }
        } catch (IllegalArgumentException e) {
            return UNKNOWN; // not a value of its type: the target rejects it too, so the event is parked with that
            // error
        }
        return net instanceof Gone ? LedgerImage.ABSENT : UNKNOWN;
    }
}
