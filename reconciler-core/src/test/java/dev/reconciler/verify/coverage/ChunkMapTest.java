package dev.reconciler.verify.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

@Tag("unit")
class ChunkMapTest {
    private static final KeyOrder ORDER = new KeyOrder(List.of(LogicalType.INTEGER));
    private static final int KEYS = 60;
    private static final int ROWS = 8;

    /** One run: its cuts, the ranges that it verified, and the earlier marks. */
    record Pass(TreeSet<Integer> cuts, Set<Integer> verified, Set<Integer> marked) {}

    @Provide
    Arbitrary<List<Pass>> passes() {
        Arbitrary<Set<Integer>> keys =
                Arbitraries.integers().between(1, KEYS - 1).set().ofMaxSize(8);
        return keys.tuple3()
                .map(three -> new Pass(new TreeSet<>(three.get1()), three.get2(), three.get3()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Property(tries = 500)
    void rangesStayDisjointAndComplete(@ForAll("passes") List<Pass> passes) {
        List<Chunk> map = List.of();
        for (int i = 0; i < passes.size(); i++) {
            map = ChunkMap.overlay(map, verified(passes.get(i), 10L * (i + 1)), ORDER);
            assertThat(isPartition(map)).as("%s", map).isTrue();
        }
    }

    /** Against a model that knows each key alone. */
    @Property(tries = 500)
    void everyKeyKnowsItsLastFenceAndForgetsNoMark(@ForAll("passes") List<Pass> passes) {
        List<Chunk> map = new ArrayList<>(ChunkMap.overlay(List.of(), List.of(), ORDER));
        long[] fences = new long[KEYS];
        long[] marks = new long[KEYS];
        for (int i = 0; i < passes.size(); i++) {
            long fence = 10L * (i + 1);
            for (int key : passes.get(i).marked()) {
                marks[key] = fence + 5;
                int at = ChunkMap.indexOf(map, key(key), ORDER);
                map.set(at, map.get(at).with(map.get(at).id(), fence + 5));
            }
            List<Chunk> verified = verified(passes.get(i), fence);
            map = new ArrayList<>(ChunkMap.overlay(map, verified, ORDER));
            for (Chunk chunk : verified) {
                keysOf(chunk.range()).forEach(key -> fences[key] = fence);
            }
            for (int key = 0; key < KEYS; key++) {
                Chunk chunk = map.get(ChunkMap.indexOf(map, key(key), ORDER));
                assertThat(chunk.range().contains(ORDER, key(key))).isTrue();
                assertThat(chunk.verified() == null ? 0 : chunk.verified().sequence())
                        .isEqualTo(fences[key]);
                assertThat(chunk.dirtySequence()).isGreaterThanOrEqualTo(marks[key]);
            }
        }
    }

    @Property(tries = 500)
    void whatIsPlannedIsWhatIsDueAndSmallNeighboursAreMerged(@ForAll("passes") List<Pass> passes) {
        List<Chunk> map = List.of();
        for (int i = 0; i < passes.size(); i++) {
            map = ChunkMap.overlay(map, verified(passes.get(i), 10L * (i + 1)), ORDER);
        }
        Set<Chunk> due = new HashSet<>(map);
        due.removeIf(chunk -> chunk.range().hashCode() % 3 == 0);
        List<KeyRange> ranges = DueChunks.ranges(map, due, ROWS);
        Set<Integer> planned = new HashSet<>();
        for (KeyRange range : ranges) {
            assertThat(planned).doesNotContainAnyElementsOf(keysOf(range));
            planned.addAll(keysOf(range));
        }
        Set<Integer> expected = new HashSet<>();
        due.forEach(chunk -> expected.addAll(keysOf(chunk.range())));
        assertThat(planned).isEqualTo(expected);
        List<Chunk> after = ChunkMap.overlay(
                map, ranges.stream().map(range -> verified(range, 1_000)).toList(), ORDER);
        assertThat(isPartition(after)).isTrue();
    }

    @Example
    void smallNeighboursBecomeOneChunkButNoLargeOne() {
        List<Chunk> map = List.of(
                rows(null, 10, 20),
                rows(10, 20, 24),
                rows(20, 30, 24),
                rows(30, 40, 24),
                rows(40, 50, 24),
                rows(50, 60, 24),
                rows(60, 70, 100),
                rows(70, null, 1));
        assertThat(DueChunks.ranges(map, new HashSet<>(map), 100))
                .containsExactly(range(null, 40), range(40, 60), range(60, 70), range(70, null));
    }

    @Example
    void aVerdictOfAnEarlierFenceDoesNotReplaceALaterOne() {
        List<Chunk> map = ChunkMap.overlay(List.of(), List.of(verified(range(null, 30), 20)), ORDER);
        assertThat(ChunkMap.overlay(map, List.of(verified(range(20, 40), 15)), ORDER))
                .isEqualTo(map);
    }

    @Example
    void aChunkThatKeepsItsRangeKeepsItsRow() {
        Chunk stored = new Chunk(7, range(null, 30), null, 0, Map.of(), 12);
        Chunk rest = new Chunk(8, range(30, null), null, 0, Map.of(), 0);
        List<Chunk> map = ChunkMap.overlay(List.of(stored, rest), List.of(verified(range(null, 30), 10)), ORDER);
        assertThat(map.get(0).id()).isEqualTo(7);
        assertThat(map.get(0).isDirty()).isTrue();
        assertThat(map.get(1)).isEqualTo(rest);
    }

    @Example
    void aTableIsVerifiedThroughTheEarliestFenceOfItsChunksSinceTheOldestOfThem() {
        Instant early = Instant.parse("2026-01-01T00:00:00Z");
        Chunk one =
                Chunk.verified(range(null, 5), new VerifiedThrough(8, "0/8", early.plusSeconds(9), "a"), 1, Map.of());
        Chunk two = Chunk.verified(range(5, null), new VerifiedThrough(9, "0/9", early, "b"), 1, Map.of());
        assertThat(ChunkMap.through(List.of(one, two), "incremental"))
                .contains(new VerifiedThrough(8, "0/8", early, "incremental"));
        assertThat(ChunkMap.through(List.of(one, Chunk.never(range(5, null), 0)), "incremental"))
                .isEmpty();
        assertThat(ChunkMap.findings(List.of(
                        Chunk.verified(
                                range(null, 5),
                                Objects.requireNonNull(one.verified()),
                                1,
                                Map.of(new TenantId("a"), 2L)),
                        Chunk.verified(
                                range(5, null),
                                Objects.requireNonNull(two.verified()),
                                1,
                                Map.of(new TenantId("a"), 1L, new TenantId("b"), 1L)))))
                .isEqualTo(Map.of(new TenantId("a"), 3L, new TenantId("b"), 1L));
    }

    private static List<Chunk> verified(Pass pass, long fence) {
        List<Chunk> chunks = new ArrayList<>();
        Integer from = null;
        for (Integer to : pass.cuts()) {
            if (pass.verified().contains(to % 9)) {
                chunks.add(verified(range(from, to), fence));
            }
            from = to;
        }
        chunks.add(verified(range(from, null), fence));
        return chunks;
    }

    private static Chunk verified(KeyRange range, long fence) {
        return Chunk.verified(
                range,
                new VerifiedThrough(fence, "0/" + fence, Instant.EPOCH, "checksum"),
                keysOf(range).size() % 5,
                Map.of());
    }

    private static Chunk rows(@Nullable Integer from, @Nullable Integer to, long rows) {
        return Chunk.verified(
                range(from, to), new VerifiedThrough(1, "0/1", Instant.EPOCH, "checksum"), rows, Map.of());
    }

    private static boolean isPartition(List<Chunk> map) {
        RowKey reached = null;
        for (int i = 0; i < map.size(); i++) {
            KeyRange range = map.get(i).range();
            boolean last = i == map.size() - 1;
            boolean empty = range.from() != null && range.to() != null && ORDER.compare(range.from(), range.to()) >= 0;
            if (empty || !Objects.equals(range.from(), reached) || last != (range.to() == null)) {
                return false;
            }
            reached = range.to();
        }
        return true;
    }

    private static Set<Integer> keysOf(KeyRange range) {
        Set<Integer> keys = new HashSet<>();
        for (int key = 0; key < KEYS; key++) {
            if (range.contains(ORDER, key(key))) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static KeyRange range(@Nullable Integer from, @Nullable Integer to) {
        return new KeyRange(from == null ? null : key(from), to == null ? null : key(to));
    }

    private static RowKey key(int key) {
        return RowKey.of(Integer.toString(key));
    }
}
