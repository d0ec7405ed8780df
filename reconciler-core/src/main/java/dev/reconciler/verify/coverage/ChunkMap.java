package dev.reconciler.verify.coverage;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table's chunks as a whole: in key order, disjoint, and together all keys. */
public final class ChunkMap {
    private ChunkMap() {}

    /**
     * The map after some ranges were verified. Chunks that lie partly in such a range are cut; their remaining parts keep their
     * state. A verified chunk stays dirty if any part of it was marked after its fence. A verified chunk that overlaps a chunk
     * with a later fence is left out: coverage only moves forward.
     *
     * @param map the map so far; empty for a table without chunks
     * @param verified disjoint, in any order, each with its fence
     */
    public static List<Chunk> overlay(List<Chunk> map, List<Chunk> verified, KeyOrder order) {
        List<Chunk> chunks = new ArrayList<>(map.isEmpty() ? List.of(Chunk.never(KeyRange.ALL, 0)) : map);
        verified.forEach(chunk -> overlay(chunks, chunk, order));
        return chunks;
    }

    private static void overlay(List<Chunk> chunks, Chunk chunk, KeyOrder order) {
        KeyRange range = chunk.range();
        int first = range.from() == null ? 0 : indexOf(chunks, range.from(), order);
        int end = first + 1;
        while (end < chunks.size() && startsBefore(chunks.get(end).range(), range.to(), order)) {
            end++;
        }
        List<Chunk> covered = chunks.subList(first, end);
        if (covered.stream().anyMatch(old -> isLater(old, chunk))) {
            return;
        }
        List<Chunk> parts = new ArrayList<>();
        Chunk before = covered.get(0);
        Chunk after = covered.get(covered.size() - 1);
        if (range.from() != null && startsBefore(before.range(), range.from(), order)) {
            parts.add(before.part(new KeyRange(before.range().from(), range.from())));
        }
        long marked = covered.stream().mapToLong(Chunk::dirtySequence).reduce(0, Math::max);
        boolean again = chunk.dirtySequence() == Chunk.AGAIN
                && chunk.verified() != null
                && marked <= chunk.verified().sequence();
        long dirty = again ? Chunk.AGAIN : marked;
        parts.add(chunk.with(before.range().equals(range) ? before.id() : 0, dirty));
        if (range.to() != null
                && (after.range().to() == null
                        || order.compare(range.to(), after.range().to()) < 0)) {
            parts.add(after.part(new KeyRange(range.to(), after.range().to())));
        }
        covered.clear();
        chunks.addAll(first, parts);
    }

    private static boolean startsBefore(KeyRange range, @Nullable RowKey bound, KeyOrder order) {
        return range.from() == null || bound == null || order.compare(range.from(), bound) < 0;
    }

    private static boolean isLater(Chunk old, Chunk chunk) {
        VerifiedThrough was = old.verified();
        VerifiedThrough is = chunk.verified();
        return was != null && is != null && was.sequence() > is.sequence();
    }

    /** The index of the chunk that holds the key. */
    public static int indexOf(List<Chunk> map, RowKey key, KeyOrder order) {
        int low = 0;
        int high = map.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            RowKey from = map.get(middle).range().from();
            if (from != null && order.compare(from, key) > 0) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /**
     * The point through which the whole table is verified: every chunk was compared at this fence or a later one, at this time or
     * later. Empty if a part was never verified.
     *
     * @param job the job that reports it
     */
    public static Optional<VerifiedThrough> through(List<Chunk> map, String job) {
        List<VerifiedThrough> fences = new ArrayList<>();
        for (Chunk chunk : map) {
            if (chunk.verified() == null) {
                return Optional.empty();
            }
            fences.add(chunk.verified());
        }
        Comparator<VerifiedThrough> bySequence = Comparator.comparingLong(VerifiedThrough::sequence);
        return fences.stream().min(bySequence).map(earliest -> {
            VerifiedThrough oldest = fences.stream()
                    .min(Comparator.comparing(VerifiedThrough::at))
                    .orElse(earliest);
            return new VerifiedThrough(earliest.sequence(), earliest.position(), oldest.at(), job);
        });
    }

    /** The fences at which the chunks were verified, one per chunk; empty if a part was never verified. */
    public static List<String> fences(List<Chunk> map) {
        return map.stream().anyMatch(Chunk::isNever)
                ? List.of()
                : map.stream()
                        .map(chunk -> Objects.requireNonNull(chunk.verified()).position())
                        .toList();
    }

    /** Differences by tenant at the last verification of the chunks. */
    public static Map<TenantId, Long> findings(List<Chunk> map) {
        Map<TenantId, Long> all = new HashMap<>();
        map.forEach(chunk -> chunk.findings().forEach((tenant, count) -> all.merge(tenant, count, Long::sum)));
        return all;
    }
}
