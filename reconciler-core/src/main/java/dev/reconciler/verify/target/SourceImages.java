package dev.reconciler.verify.target;

import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the source made of some keys, change by change, as far as the target's ledger reaches back. */
final class SourceImages {
    private final long floor;
    private final Map<String, Map<RowKey, List<Entry>>> entries = new HashMap<>();

    private record Entry(long sequence, LedgerImage image) {}

    private SourceImages(long floor) {
        this.floor = floor;
    }

    /** @param keys by mapping id */
    static SourceImages read(LedgerReader ledger, Map<String, Set<RowKey>> keys) {
        SourceImages images = new SourceImages(ledger.floor());
        ledger.read(images.floor, transaction -> {
            for (LedgerEntry entry : transaction.entries()) {
                if (keys.getOrDefault(entry.table(), Set.of()).contains(entry.key())) {
                    images.add(entry, transaction.sequence());
                }
            }
        });
        return images;
    }

    private void add(LedgerEntry entry, long sequence) {
        List<Entry> of = entries.computeIfAbsent(entry.table(), table -> new HashMap<>())
                .computeIfAbsent(entry.key(), key -> new ArrayList<>());
        LedgerImage before = of.isEmpty() ? null : of.get(of.size() - 1).image();
        of.add(new Entry(sequence, entry.image().after(before)));
    }

    /** Whether everything that was recorded after the sequence is here. */
    boolean reachBackTo(long sequence) {
        return floor <= sequence;
    }

    boolean changedAfter(String table, RowKey key, long sequence) {
        return of(table, key).stream().anyMatch(entry -> entry.sequence() > sequence);
    }

    /** Whether the source, in a change after that sequence, may have left this. */
    boolean mayHaveMade(LedgerImage image, String table, RowKey key, long sequence) {
        return of(table, key).stream()
                .filter(entry -> entry.sequence() > sequence)
                .anyMatch(entry -> entry.image().mayBeSame(image));
    }

    /** What the last change of the key left; empty if the ledger knows none. */
    Optional<LedgerImage> last(String table, RowKey key) {
        List<Entry> of = of(table, key);
        return of.isEmpty()
                ? Optional.empty()
                : Optional.of(of.get(of.size() - 1).image());
    }

    private List<Entry> of(String table, RowKey key) {
        return entries.getOrDefault(table, Map.of()).getOrDefault(key, List.of());
    }
}
