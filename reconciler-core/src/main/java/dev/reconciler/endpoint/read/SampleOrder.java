package dev.reconciler.endpoint.read;

import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Draws a sample of keys that are passed one by one: those with the least hashes. A key's hash is the MD5 of the seed, a colon, and each
 * part of the key after its length in bytes and a colon. Every engine draws by this order, so that both sides of a pair draw the same
 * keys, and a key that only one side has is as likely to be drawn as any other. Memory depends on the sample's size only.
 */
public final class SampleOrder {
    private static final Comparator<Drawn> ORDER = Comparator.<Drawn>comparingLong(
                    drawn -> drawn.hash().high() ^ Long.MIN_VALUE)
            .thenComparingLong(drawn -> drawn.hash().low() ^ Long.MIN_VALUE);

    private final long size;
    private final String prefix;
    private final PriorityQueue<Drawn> least = new PriorityQueue<>(ORDER.reversed());

    private record Drawn(RowHash hash, DrawnKey key) {}

    /** @param size keys at most */
    public SampleOrder(long size, long seed) {
        this.size = size;
        this.prefix = seed + ":";
    }

    /** Takes the next key, in any order. */
    public void add(DrawnKey key) {
        Drawn next = new Drawn(hash(key.key()), key);
        if (least.size() < size) {
            least.add(next);
        } else if (!least.isEmpty() && ORDER.compare(next, least.peek()) < 0) {
            least.remove();
            least.add(next);
        }
    }

    private RowHash hash(RowKey key) {
        return CanonicalEncoding.hash(prefix + key.lengthPrefixed());
    }

    /** The keys drawn so far, least hash first. */
    public List<DrawnKey> drawn() {
        return new ArrayList<>(least.stream().sorted(ORDER).map(Drawn::key).toList());
    }
}
