package dev.reconciler.verify.coverage;

import dev.reconciler.row.KeyRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the chunks that an incremental run verifies: all that were never verified or are dirty; a bounded number of diverged
 * ones, to see whether they still are; and the clean ones with the oldest verification, within the budget.
 */
public final class DueChunks {
    /** The limit of diverged chunks per run, which keeps runs small. */
    static final int DIVERGED_AT_ONCE = 32;

    private final ScrubBudget budget;
    private final Instant started;
    private final @Nullable Instant previous;

    /**
     * @param started the run's start; later verifications are its own, from before an interruption
     * @param previous the start of the previous run; null if there was none
     */
    public DueChunks(ScrubBudget budget, Instant started, @Nullable Instant previous) {
        this.budget = budget;
        this.started = started;
        this.previous = previous;
    }

    /** @param chunks of all the run's tables */
    public Set<Chunk> of(List<Chunk> chunks) {
        Set<Chunk> due = new HashSet<>();
        List<Chunk> diverged = new ArrayList<>();
        List<Chunk> clean = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (chunk.isNever() || chunk.isDirty()) {
                due.add(chunk);
            } else if (chunk.isDiverged()) {
                diverged.add(chunk);
            } else {
                clean.add(chunk);
            }
        }
        int share = previous == null ? 0 : budget.share(clean.size(), previous, started);
        due.addAll(oldest(diverged, DIVERGED_AT_ONCE));
        due.addAll(oldest(clean, share));
        clean.stream()
                .filter(chunk -> budget.isOverdue(verifiedAt(chunk), started))
                .forEach(due::add);
        return due;
    }

    private List<Chunk> oldest(List<Chunk> chunks, int atMost) {
        return chunks.stream()
                .filter(chunk -> verifiedAt(chunk).isBefore(started))
                .sorted(Comparator.comparing(DueChunks::verifiedAt))
                .limit(atMost)
                .toList();
    }

    private static Instant verifiedAt(Chunk chunk) {
        return Objects.requireNonNull(chunk.verified()).at();
    }

    /**
     * The ranges of one table's due chunks, in key order. Neighbours that are small (less than a quarter of {@code chunkRows})
     * become one, as long as it stays within {@code chunkRows}.
     *
     * @param map the table's chunks in key order
     */
    public static List<KeyRange> ranges(List<Chunk> map, Set<Chunk> due, long chunkRows) {
        List<KeyRange> ranges = new ArrayList<>();
        long open = -1;
        for (Chunk chunk : map) {
            if (!due.contains(chunk)) {
                open = -1;
                continue;
            }
            boolean small = !chunk.isNever() && 4 * chunk.rows() < chunkRows;
            int last = ranges.size() - 1;
            if (small && open >= 0 && open + chunk.rows() <= chunkRows) {
                ranges.set(
                        last,
                        new KeyRange(ranges.get(last).from(), chunk.range().to()));
                open += chunk.rows();
            } else {
                ranges.add(chunk.range());
                open = small ? chunk.rows() : -1;
            }
        }
        return ranges;
    }
}
