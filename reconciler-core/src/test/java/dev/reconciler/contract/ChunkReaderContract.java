package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.BucketSums;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.endpoint.read.HashedRow;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyBuckets;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading mapped tables in a snapshot: ranges, keys, digests, scopes and samples. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ChunkReaderContract {
    /** A snapshot of the target with the tables that {@link #table} names. */
    protected abstract OpenSnapshot snapshot();

    /**
     * The table of that name mapped onto itself. There are those of {@link #keyedTables}, and
     *
     * <ul>
     *   <li>{@code k_int}: its key {@code id} holds (n - 500) n for n from 251 to 1250, so it is not ascending in n;
     *   <li>{@code k_uuid}: 1,000 rows;
     *   <li>{@code k_date}: its key is a date;
     *   <li>{@code k_translated}: its key {@code id} goes through the lookup table {@code k_translated_ids}: 300 rows with entries, whose
     *       old values descend, and the rows 9001 and 9002 without an entry;
     *   <li>{@code k_skew}: {@code tenant} and the key {@code id}: 1,000 rows, a tenth of tenant Acme, a tenth of acme, the others of rest.
     * </ul>
     */
    protected abstract MappedTable table(String name, @Nullable String tenant);

    /** One table for each kind of key that can be mapped, with some hundreds of rows. */
    protected abstract Stream<String> keyedTables();

    /** The digest methods that the engine has. */
    protected abstract Stream<DigestMethod> digestMethods();

    /** Those that the engine has for this table. */
    protected Stream<DigestMethod> digestMethods(MappedTable table) {
        return digestMethods();
    }

    private DigestMethod anyMethod(MappedTable table) {
        return digestMethods(table).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("keyedTables")
    void chunksCoverEveryRowExactlyOnceInTheOrderThatJavaHas(String name) {
        MappedTable table = table(name, null);
        KeyOrder order = new KeyOrder(table.keyTypes());
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            long total = total(reader, table, TenantScope.all());

            for (long size : new long[] {1, 7, 100, total - 1, total, total + 1}) {
                List<RowKey> bounds = reader.bounds(table, TenantScope.all(), KeyRange.ALL, size);

                assertThat(bounds).hasSize((int) ((total - 1) / size));
                assertThat(bounds).isSortedAccordingTo(order).doesNotHaveDuplicates();
                if (size > 1) {
                    assertThat(keysOfChunks(reader, table, bounds, size))
                            .hasSize((int) total)
                            .doesNotHaveDuplicates()
                            .isSortedAccordingTo(order);
                }
            }
        }
    }

    private List<RowKey> keysOfChunks(ChunkReader reader, MappedTable table, List<RowKey> bounds, long size) {
        List<RowKey> keys = new ArrayList<>();
        for (int i = 0; i <= bounds.size(); i++) {
            KeyRange range = new KeyRange(i == 0 ? null : bounds.get(i - 1), i == bounds.size() ? null : bounds.get(i));
            List<RowKey> chunk = new ArrayList<>();
            reader.hashes(table, TenantScope.all(), range, anyMethod(table), each -> chunk.add(each.key()));
            assertThat(chunk).hasSizeLessThanOrEqualTo((int) size);
            keys.addAll(chunk);
        }
        return keys;
    }

    protected static long total(ChunkReader reader, MappedTable table, TenantScope scope) {
        return reader.counts(table, scope, KeyRange.ALL).values().stream()
                .mapToLong(n -> n)
                .sum();
    }

    @Test
    void rowsWithoutAnEntryInTheLookupTableAreCountedApart() {
        MappedTable table = table("k_translated", null);
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();

            assertThat(total(reader, table, TenantScope.all())).isEqualTo(300);
            assertThat(reader.rowsByKey(table, List.of(RowKey.of("-7"), RowKey.of("1007"), RowKey.of("9001"))))
                    .containsOnlyKeys(RowKey.of("-7"));
            RowsWithoutKey without = reader.rowsWithoutKey(table, TenantScope.all());
            assertThat(without.count()).isEqualTo(2);
            assertThat(without.examples()).containsExactlyInAnyOrder("9001", "9002");
            assertThat(reader.rowsWithoutKey(table("k_int", null), TenantScope.all()))
                    .isEqualTo(RowsWithoutKey.NONE);
        }
    }

    @Test
    void boundsInsideARangeStayInsideIt() {
        MappedTable table = table("k_int", null);
        try (OpenSnapshot snapshot = snapshot()) {
            KeyRange range = new KeyRange(RowKey.of("0"), RowKey.of("5000"));
            List<RowKey> bounds = snapshot.reader().bounds(table, TenantScope.all(), range, 2);

            assertThat(bounds).isNotEmpty().doesNotContain(RowKey.of("0"), RowKey.of("5000"));
            assertThat(bounds).allMatch(key -> range.contains(new KeyOrder(table.keyTypes()), key));
        }
    }

    @ParameterizedTest
    @MethodSource("keyedTables")
    void everyRowIsFoundByItsKeyAndNothingElseIs(String name) {
        MappedTable table = table(name, null);
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            Set<RowKey> all = new HashSet<>();
            reader.hashes(table, TenantScope.all(), KeyRange.ALL, anyMethod(table), each -> all.add(each.key()));
            Map<RowKey, Row> rows = new HashMap<>();
            reader.rows(table, TenantScope.all(), KeyRange.ALL, row -> rows.put(table.keyOf(row), row));

            assertThat(reader.rowsByKey(table, all)).isEqualTo(rows).hasSameSizeAs(all);
            assertThat(reader.rowsByKey(table, List.of())).isEmpty();
            for (DigestMethod method : digestMethods(table).toList()) {
                Map<RowKey, HashedRow> hashed = new HashMap<>();
                reader.hashes(
                        table,
                        TenantScope.all(),
                        KeyRange.ALL,
                        method,
                        each -> hashed.put(each.key(), new HashedRow(rows.get(each.key()), each.hash())));
                assertThat(reader.hashedRowsByKey(table, all, method)).isEqualTo(hashed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("digestMethods")
    void aDigestIsTheSumOfItsHashesPerTenant(DigestMethod method) {
        MappedTable table = table("k_skew", "tenant");
        try (OpenSnapshot snapshot = snapshot()) {
            Map<TenantId, Digest> sums = new HashMap<>();
            snapshot.reader()
                    .hashes(
                            table,
                            TenantScope.all(),
                            KeyRange.ALL,
                            method,
                            each -> sums.merge(each.tenant(), Digest.EMPTY.plus(each.hash()), Digest::plus));

            assertThat(sums).hasSize(3);
            assertThat(snapshot.reader().digests(table, TenantScope.all(), KeyRange.ALL, method))
                    .isEqualTo(sums);
        }
    }

    @ParameterizedTest
    @MethodSource("digestMethods")
    void aScopeShowsItsOwnTenantsOnly(DigestMethod method) {
        MappedTable table = table("k_skew", "tenant");
        TenantScope acme = TenantScope.of(new TenantId("Acme"));
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();

            assertThat(reader.counts(table, acme, KeyRange.ALL)).containsOnly(Map.entry(new TenantId("Acme"), 100L));
            assertThat(reader.digests(table, acme, KeyRange.ALL, method)).containsOnlyKeys(new TenantId("Acme"));
            Set<TenantId> seen = new HashSet<>();
            reader.hashes(table, acme, KeyRange.ALL, method, each -> seen.add(each.tenant()));
            reader.rows(table, acme, KeyRange.ALL, row -> seen.add(table.tenantOf(row)));
            assertThat(seen).containsOnly(new TenantId("Acme"));
            assertThat(reader.sample(table, acme, KeyRange.ALL, 1000, 1)).hasSize(100);
            assertThat(reader.bounds(table, acme, KeyRange.ALL, 30)).hasSize(3);
            List<DrawnKey> all = reader.sample(table, TenantScope.all(), KeyRange.ALL, 1000, 1);
            Map<RowKey, Row> rows =
                    reader.rowsByKey(table, all.stream().map(DrawnKey::key).toList());
            assertThat(rows).hasSize(1000);
            assertThat(all).allSatisfy(drawn -> assertThat(drawn.tenant())
                    .isEqualTo(table.tenantOf(Objects.requireNonNull(rows.get(drawn.key())))));
        }
    }

    @ParameterizedTest
    @MethodSource("keyedTables")
    void bucketsAreThoseOfJavaAndHoldEachRowOnce(String name) {
        bucketsAreThoseOfJava(table(name, null), TenantScope.all());
    }

    @Test
    void bucketsHoldTheRowsOfTheScopeOnly() {
        bucketsAreThoseOfJava(table("k_skew", "tenant"), TenantScope.of(new TenantId("Acme")));
    }

    private void bucketsAreThoseOfJava(MappedTable table, TenantScope scope) {
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            for (DigestMethod method : digestMethods(table).toList()) {
                BucketSums expected = new BucketSums();
                List<HashedKey> chosen = new ArrayList<>();
                Set<Integer> numbers = new HashSet<>();
                reader.hashes(table, scope, KeyRange.ALL, method, each -> {
                    expected.add(each.key(), each.tenant(), each.hash());
                    if (numbers.size() < 20 || numbers.contains(KeyBuckets.of(each.key()))) {
                        numbers.add(KeyBuckets.of(each.key()));
                        chosen.add(each);
                    }
                });
                KeyBuckets buckets = new KeyBuckets(numbers);
                BucketSums sums = reader.digestsOfBuckets(table, scope, method);
                List<HashedKey> hashes = new ArrayList<>();
                reader.hashes(table, scope, buckets, method, hashes::add);
                Set<RowKey> rows = new HashSet<>();
                reader.rows(table, scope, buckets, row -> rows.add(table.keyOf(row)));

                assertThat(sums.byBucket()).isEqualTo(expected.byBucket());
                assertThat(sums.byTenant()).isEqualTo(expected.byTenant());
                assertThat(hashes).containsExactlyInAnyOrderElementsOf(chosen);
                assertThat(rows).isEqualTo(chosen.stream().map(HashedKey::key).collect(Collectors.toSet()));
            }
        }
    }

    @Test
    void aSampleIsRepeatableBySeedAndDrawsEveryRowAboutAsOften() {
        MappedTable table = table("k_uuid", null);
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            List<DrawnKey> first = reader.sample(table, TenantScope.all(), KeyRange.ALL, 100, 1);

            assertThat(first).hasSize(100).doesNotHaveDuplicates();
            assertThat(reader.sample(table, TenantScope.all(), KeyRange.ALL, 100, 1))
                    .isEqualTo(first);
            assertThat(reader.sample(table, TenantScope.all(), KeyRange.ALL, 100, 2))
                    .isNotEqualTo(first);
            assertThat(reader.sample(table, TenantScope.all(), KeyRange.ALL, 5000, 3))
                    .hasSize(1000);
            Map<RowKey, Integer> drawn = new HashMap<>();
            for (int seed = 0; seed < 200; seed++) {
                reader.sample(table, TenantScope.all(), KeyRange.ALL, 100, seed)
                        .forEach(key -> drawn.merge(key.key(), 1, Integer::sum));
            }
            // 200 draws of a tenth: 20 each on average; chi-squared with 999 degrees of freedom, p = 0.0001 on either
            // side.
            double spread = drawn.values().stream()
                            .mapToDouble(n -> (n - 20) * (n - 20) / 18.0)
                            .sum()
                    + (1000 - drawn.size()) * 400 / 18.0;
            assertThat(spread).isBetween(840.0, 1180.0);
        }
    }

    /** The tenants Acme and acme are different ones, although collations may take them for one. */
    @Test
    void aSampleOfEachTenantHoldsTheFirstKeysOfEachInTheOrderOfTheSample() {
        MappedTable table = table("k_skew", "tenant");
        try (OpenSnapshot snapshot = snapshot()) {
            ChunkReader reader = snapshot.reader();
            for (Set<String> names :
                    List.of(Set.of("Acme"), Set.of("Acme", "acme", "rest"), manyWith("acme", "rest"))) {
                Set<TenantId> ids = names.stream().map(TenantId::new).collect(Collectors.toSet());
                List<DrawnKey> expected = new ArrayList<>();
                for (TenantId tenant : ids) {
                    expected.addAll(reader.sample(table, TenantScope.of(tenant), KeyRange.ALL, 17, 5));
                }

                assertThat(reader.sampleOfEach(table, new TenantScope.Tenants(ids), KeyRange.ALL, 17, 5))
                        .containsExactlyInAnyOrderElementsOf(expected)
                        .hasSize(17
                                * (int) names.stream()
                                        .filter(Set.of("Acme", "acme", "rest")::contains)
                                        .count());
            }
        }
    }

    private static Set<String> manyWith(String... names) {
        Set<String> many = new HashSet<>(List.of(names));
        IntStream.range(0, 150).forEach(i -> many.add("without rows " + i));
        return many;
    }

    @Test
    void aFailureNamesTheSideTheTableAndWhatWasRead() {
        MappedTable table = table("k_date", null);
        try (OpenSnapshot snapshot = snapshot()) {
            KeyRange nonsense = new KeyRange(RowKey.of("no date"), null);

            assertThatThrownBy(() -> snapshot.reader().counts(table, TenantScope.all(), nonsense))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("target")
                    .hasMessageContaining("counts of " + table.id())
                    .hasMessageContaining("no date");
        }
    }
}
