package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.CorrectionLab;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.coverage.DirtyChunks;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The map of chunks: verified ranges, marks of changes and their races. */
public abstract class ChunksContract extends ControlStoreContract {
    private static final TenantId ACME = new TenantId("acme");

    private final MappedTable table = table("id", "tenant");
    private final Chunks chunks = new JdbiChunks(store.jdbi(), store.dialect(), "shop", TenantScope.all());
    private final DirtyChunks dirty = new DirtyChunks(chunks);

    @Test
    void whatAWindowProvedIsThereAndTheRestIsNotVerified() {
        verified(10, range(5, 9));
        assertThat(chunks.of(table))
                .extracting(Chunk::range, Chunk::isNever)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(range(null, 5), true),
                        org.assertj.core.groups.Tuple.tuple(range(5, 9), false),
                        org.assertj.core.groups.Tuple.tuple(range(9, null), true));
        Chunk proved = chunks.of(table).get(1);
        assertThat(proved.verified()).isEqualTo(through(10));
        assertThat(proved.rows()).isEqualTo(4);
        assertThat(proved.findings()).isEqualTo(Map.of(ACME, 2L));
        assertThat(chunks.summaries(List.of(table)))
                .isEqualTo(Map.of(table.id(), new ChunkSummary(3, 0, 1, 2, ControlStore.START)));
    }

    @Test
    void aMarkAfterTheFenceMakesDirtyOneBeforeItDoesNot() {
        verified(10, range(null, 5), range(5, null));
        dirty.changed(table, List.of(key(4), key(3)), 10);
        assertThat(dirtyOnes()).isEmpty();
        dirty.changed(table, List.of(key(4)), 11);
        assertThat(dirtyOnes()).containsExactly(range(null, 5));
        verified(11, range(null, 5));
        assertThat(dirtyOnes()).isEmpty();
        dirty.changed(table, List.of(key(5), key(1000)), 12);
        assertThat(dirtyOnes()).containsExactly(range(5, null));
    }

    @Test
    void whatIsToBeReadAgainStaysDirtyUntilItIsVerifiedWhateverIsMarked() {
        KeyRange all = range(null, null);
        chunks.verified(
                table, List.of(Chunk.verified(all, through(10), 4, Map.of()).toBeReadAgain()));
        dirty.changed(table, List.of(key(7)), 9);
        assertThat(dirtyOnes()).containsExactly(all);
        assertThat(chunks.summaries(List.of(table)).get(table.id()).dirty()).isEqualTo(1);
        verified(10, all);
        assertThat(dirtyOnes()).isEmpty();
    }

    @Test
    void aVerificationThatIsRecordedLateKeepsTheMarkOfWhatCameAfterItsFence() {
        verified(10, range(null, null));
        dirty.changed(table, List.of(key(7)), 25);
        verified(20, range(null, 5), range(5, null));
        // The one chunk was cut: which half was touched is not known any more.
        assertThat(dirtyOnes()).containsExactly(range(null, 5), range(5, null));
    }

    @Test
    void theFirstMarkOfATableIsKeptForAVerificationAtAnEarlierFence() {
        dirty.changed(table, List.of(key(7)), 25);
        verified(20, range(null, 5));
        verified(30, range(5, null));
        assertThat(dirtyOnes()).containsExactly(range(null, 5));
    }

    @Test
    void chunksThatWereCutSinceTheyWereLookedUpAreLookedUpAgain() {
        verified(10, range(null, null));
        dirty.changed(table, List.of(key(7)), 9);
        verified(20, range(null, 5), range(5, null));
        dirty.changed(table, List.of(key(7)), 21);
        assertThat(dirtyOnes()).containsExactly(range(5, null));
    }

    @Test
    void aForgottenTableIsWhollyUnverifiedAndTakesMarksAsBefore() {
        verified(10, range(null, 5), range(5, null));
        dirty.changed(table, List.of(key(7)), 11);
        chunks.forget(table);
        assertThat(chunks.of(table)).isEmpty();
        dirty.changed(table, List.of(key(7)), 12);
        assertThat(chunks.of(table)).extracting(Chunk::dirtySequence).containsExactly(12L);
        assertThat(chunks.of(table)).allMatch(Chunk::isNever);
    }

    @Test
    void aTableMappedOtherwiseHasNoChunks() {
        verified(10, range(null, null));
        MappedTable wider = table("id", "tenant", "note");
        assertThat(chunks.of(wider)).isEmpty();
        assertThat(new JdbiChunks(store.jdbi(), store.dialect(), "shop", TenantScope.of(ACME)).of(table))
                .isEmpty();
        assertThat(new JdbiChunks(store.jdbi(), store.dialect(), "other", TenantScope.all()).of(table))
                .isEmpty();
        chunks.verified(wider, List.of(Chunk.verified(range(null, 3), through(11), 1, Map.of())));
        assertThat(chunks.of(wider)).hasSize(2);
        assertThat(chunks.of(table)).isEmpty();
    }

    @Test
    void aTableComparedOtherwiseHasNoChunks() {
        verified(10, range(null, null));
        assertThat(chunks.of(table("id", "tenant"))).hasSize(1);
        MappedTable never = CorrectionLab.compared(table, Map.of("tenant", ColumnComparison.NEVER));
        assertThat(chunks.of(never)).isEmpty();
        chunks.verified(never, List.of(Chunk.verified(range(null, null), through(11), 1, Map.of())));
        assertThat(chunks.of(never)).hasSize(1);
        assertThat(chunks.of(table)).isEmpty();
    }

    @Test
    void aTableFilteredOtherwiseHasNoChunks() {
        verified(10, range(null, null));
        RowFilter filter = new RowFilter(
                List.of(new RowFilter.Condition(table.columns().get(1).target(), List.of("acme"), false, false)));
        for (RowFilter.Pair filters :
                List.of(new RowFilter.Pair(filter, RowFilter.ALL), new RowFilter.Pair(RowFilter.ALL, filter))) {
            assertThat(chunks.of(mapped(table.columns(), List.of(0), filters))).isEmpty();
        }
        assertThat(chunks.of(mapped(table.columns(), List.of(0), RowFilter.Pair.NONE)))
                .hasSize(1);
    }

    @Test
    void aTableWithAnotherKeyOrTransformHasNoChunks() {
        verified(10, range(null, null));
        List<MappedColumn> trimmed = new ArrayList<>(table.columns());
        Column tenant = trimmed.get(1).target();
        trimmed.set(1, new MappedColumn(tenant, tenant, new Transform.Trim()));

        assertThat(chunks.of(mapped(table.columns(), List.of(0, 1), RowFilter.Pair.NONE)))
                .isEmpty();
        assertThat(chunks.of(mapped(trimmed, List.of(0), RowFilter.Pair.NONE))).isEmpty();
        for (String source : List.of("old", "older")) {
            List<MappedColumn> translated = new ArrayList<>(table.columns());
            translated.set(
                    1, new MappedColumn(tenant, tenant, new LookupTable(new TableRef("public", "ids"), source, "new")));
            MappedTable other = mapped(translated, List.of(0), RowFilter.Pair.NONE);
            assertThat(chunks.of(other)).isEmpty();
            chunks.verified(other, List.of(Chunk.verified(range(null, null), through(11), 1, Map.of())));
        }
    }

    private MappedTable mapped(List<MappedColumn> columns, List<Integer> key, RowFilter.Pair filters) {
        return new MappedTable(
                table.id(), table.source(), table.target(), columns, key, table.tenant(), List.of(), filters);
    }

    /** In any order: at the end each key's chunk has the mark of the last change, or was verified after it. */
    @Test
    void marksAndVerificationsAtTheSameTimeLoseNothing() {
        AtomicLong sequence = new AtomicLong();
        long[] last = new long[40];
        CompletableFuture<Void> marking = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 300; i++) {
                int changed = i * 7 % 40;
                last[changed] = sequence.incrementAndGet();
                dirty.changed(table, List.of(key(changed)), last[changed]);
            }
        });
        for (int i = 0; i < 60; i++) {
            int cut = 1 + i * 11 % 38;
            long fence = sequence.get();
            verified(fence, range(null, cut), range(cut, null));
        }
        marking.join();
        for (Chunk chunk : chunks.of(table)) {
            for (int i = 0; i < 40; i++) {
                if (chunk.range().contains(new dev.reconciler.row.KeyOrder(table.keyTypes()), key(i))) {
                    assertThat(chunk.dirtySequence()).isGreaterThanOrEqualTo(last[i]);
                }
            }
        }
    }

    private List<KeyRange> dirtyOnes() {
        return chunks.of(table).stream()
                .filter(Chunk::isDirty)
                .map(Chunk::range)
                .toList();
    }

    private void verified(long fence, KeyRange... ranges) {
        List<Chunk> verified = new ArrayList<>();
        for (KeyRange range : ranges) {
            verified.add(Chunk.verified(range, through(fence), 4, Map.of(ACME, 2L)));
        }
        chunks.verified(table, verified);
    }

    private VerifiedThrough through(long fence) {
        return new VerifiedThrough(fence, "0/" + fence, store.clock().instant(), "checksum");
    }

    private static KeyRange range(@Nullable Integer from, @Nullable Integer to) {
        return new KeyRange(from == null ? null : key(from), to == null ? null : key(to));
    }

    private static RowKey key(int id) {
        return RowKey.of(Integer.toString(id));
    }

    private static MappedTable table(String... columns) {
        TableRef ref = new TableRef("public", "orders");
        List<MappedColumn> mapped = new ArrayList<>();
        for (String name : columns) {
            LogicalType type = name.equals("id") ? LogicalType.INTEGER : LogicalType.TEXT;
            Column column = new Column(name, new ColumnType("t", type), false, false, false, false, false);
            mapped.add(new MappedColumn(column, column, Transform.DIRECT));
        }
        return new MappedTable(ref.toString(), ref, ref, mapped, List.of(0), 1, List.of());
    }
}
