package dev.reconciler.budget;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;

/**
 * Cuts keys into slices whose rows fit into {@link ByteBudget#STEP}, estimated from the rows read so far: the first slice is
 * small, and each later one at most twice as large. The caller reports each slice's rows before it asks for the next slice.
 */
public final class KeySlices {
    private static final int FIRST = 16;

    private final List<RowKey> keys;
    private final int most;
    private int from;
    private int size = FIRST;
    private long widest = 1;

    /** @param most keys of one slice */
    public KeySlices(Collection<RowKey> keys, int most) {
        this.keys = List.copyOf(keys);
        this.most = most;
        this.size = Math.min(FIRST, most);
    }

    public boolean hasNext() {
        return from < keys.size();
    }

    public List<RowKey> next() {
        int to = Math.min(keys.size(), from + size);
        List<RowKey> slice = keys.subList(from, to);
        from = to;
        return slice;
    }

    /** Reports the rows of the last slice, of either side. */
    public void read(Collection<Row> rows) {
        rows.forEach(row -> widest = Math.max(widest, ByteBudget.of(row.values())));
        long fitting = Math.max(1, ByteBudget.STEP / widest);
        size = (int) Math.min(Math.min(most, size * 2L), fitting);
    }
}
