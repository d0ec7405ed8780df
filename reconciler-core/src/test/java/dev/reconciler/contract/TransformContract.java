package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Cast;
import dev.reconciler.mapping.transform.Invalid;
import dev.reconciler.mapping.transform.RocDate;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A source that holds values of every kind: its reader gives the target's values, and hashes them exactly as Java does, whether in
 * SQL or from streamed rows.
 */
public abstract class TransformContract {
    private static final TableRef TARGET = new TableRef("public", "made");
    private static final int RANDOM_VALUES = 400;

    /**
     * Creates a table with the key {@code id}, which counts the rows from 0, and the columns {@code a}, {@code b} and so on.
     *
     * @param rows the values in text form
     */
    protected abstract TableSchema create(List<TransformCase.Stored> types, List<List<@Nullable String>> rows);

    protected abstract OpenSnapshot open();

    static List<TransformCase> cases() {
        return TransformCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readerGivesAndHashesWhatJavaMakesOfTheValues(TransformCase of) {
        MappedTable table = table(
                create(
                        of.from(),
                        of.values().stream().map(TransformCase.Value::from).toList()),
                of.from().size(),
                of.transform(),
                of.to());
        List<Row> rows = assertHashed(table);
        assertThat(rows)
                .extracting(row -> row.value(1))
                .containsExactlyElementsOf(
                        of.values().stream().map(TransformCase.Value::expected).toList());
    }

    static List<TransformCase> random() {
        long seed = new Random().nextLong();
        return IntStream.range(0, 5)
                .mapToObj(i -> random(new Random(seed + i), "seed " + (seed + i)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<TransformCase> random(Random random, String seed) {
        ZoneId zone = ZoneId.of(
                List.of("Europe/Berlin", "America/New_York", "Asia/Taipei", "Australia/Lord_Howe", "America/Sao_Paulo")
                        .get(Math.floorMod(random.nextInt(), 5)));
        return List.of(
                random(seed, random, new Cast(Invalid.FAIL), "numeric", "0123456789.+- ", 6),
                random(seed, random, new Cast(Invalid.FAIL), "date", "01234-", 10),
                random(seed, random, new RocDate(Invalid.FAIL), "date", "0123/-", 8),
                random(seed, random, new Split("ab", 1 + random.nextInt(3), 3), "text", "abc", 9),
                new TransformCase(
                        zone + " " + seed,
                        List.of(TransformCase.Stored.TIMESTAMP),
                        new Utc(zone),
                        "timestamp with time zone",
                        values(() -> local(random, zone))));
    }

    private static TransformCase random(
            String seed, Random random, Transform transform, String to, String letters, int most) {
        return new TransformCase(
                transform + " to " + to + " " + seed,
                List.of(TransformCase.Stored.TEXT),
                transform,
                to,
                values(() -> text(random, letters, most)));
    }

    private static List<TransformCase.Value> values(java.util.function.Supplier<String> next) {
        return IntStream.range(0, RANDOM_VALUES)
                .mapToObj(i -> new TransformCase.Value(Arrays.asList(next.get()), null))
                .toList();
    }

    private static String text(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /** Half of them within two hours of a transition, if the zone has any. */
    private static String local(Random random, ZoneId zone) {
        LocalDateTime at = LocalDateTime.of(1971, 1, 1, 0, 0).plusSeconds(random.nextInt(2_000_000_000));
        var transition = zone.getRules().nextTransition(at.atZone(zone).toInstant());
        if (random.nextBoolean() && transition != null) {
            at = transition.getDateTimeBefore().plusSeconds(random.nextInt(14_400) - 7_200);
        }
        return at.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
    }

    @ParameterizedTest
    @MethodSource("random")
    void readerHashesRandomValuesAsJavaDoes(TransformCase of) {
        assertHashed(table(
                create(
                        of.from(),
                        of.values().stream().map(TransformCase.Value::from).toList()),
                1,
                of.transform(),
                of.to()));
    }

    /** Values of one type, and those of them that conditions name. */
    private record Filtered(TransformCase.Stored type, List<String> named, List<@Nullable String> values) {}

    static List<Filtered> filtered() {
        return List.of(
                new Filtered(
                        TransformCase.Stored.TEXT,
                        List.of("eu", "a'b\\"),
                        Arrays.asList("eu", "EU", "eu ", " eu", "e\u00fc", "a'b\\", "a'b", "", null)),
                new Filtered(TransformCase.Stored.CHAR8, List.of("eu"), Arrays.asList("eu", "EU", "eu  ", "e", null)),
                new Filtered(
                        TransformCase.Stored.INTEGER, List.of("1", "-2"), Arrays.asList("1", "-2", "2", "0", null)),
                new Filtered(
                        TransformCase.Stored.BIGINT,
                        List.of("9007199254740993", "99999999999999999999"),
                        Arrays.asList("9007199254740993", "9007199254740992", null)),
                new Filtered(
                        TransformCase.Stored.DECIMAL,
                        List.of("1.5", "7"),
                        Arrays.asList("1.500", "1.5", "1.501", "7.000", "-7", null)),
                new Filtered(TransformCase.Stored.BOOLEAN, List.of("true"), Arrays.asList("t", "f", null)),
                new Filtered(
                        TransformCase.Stored.DATE,
                        List.of("2024-02-29", "12024-01-01"),
                        Arrays.asList("2024-02-29", "2024-03-01", null)),
                new Filtered(
                        TransformCase.Stored.TIMESTAMP,
                        List.of("2024-02-29 10:00:00.5"),
                        Arrays.asList("2024-02-29 10:00:00.5", "2024-02-29 10:00:00.500001", null)),
                new Filtered(TransformCase.Stored.LABEL, List.of("eu"), Arrays.asList("eu", "EU", "us", null)));
    }

    /** The filter's column is not mapped. Every way to read the table must leave out the rows that Java leaves out of the stream. */
    @ParameterizedTest
    @MethodSource("filtered")
    void readerSeesTheRowsThatJavaFindsInTheFilter(Filtered of) {
        TableSchema source = create(
                List.of(of.type()), of.values().stream().map(Arrays::asList).toList());
        List<Optional<String>> named = of.named().stream().map(Optional::of).toList();
        List<Optional<String>> withNull = new ArrayList<>(named);
        withNull.add(Optional.empty());
        for (List<Optional<String>> listed : List.of(named, withNull, List.of(Optional.<String>empty()))) {
            for (boolean negated : List.of(false, true)) {
                MappedTable table = where(source, new RowConditions.Values(listed, negated));
                RowFilter.Condition condition =
                        table.filter(Side.SOURCE).conditions().get(0);
                List<RowKey> expected = IntStream.range(0, of.values().size())
                        .filter(i -> condition.matches(of.values().get(i)))
                        .mapToObj(i -> RowKey.of(Integer.toString(i)))
                        .toList();
                assertThat(expected.size()).isBetween(1, of.values().size() - 1);
                assertReads(table, expected, of.values().size());
            }
        }
    }

    private void assertReads(MappedTable table, List<RowKey> expected, int all) {
        try (OpenSnapshot snapshot = open()) {
            ChunkReader reader = snapshot.reader();
            List<RowKey> rows = new ArrayList<>();
            reader.rows(table, TenantScope.all(), KeyRange.ALL, row -> rows.add(table.keyOf(row)));
            assertThat(rows).as(table.filter(Side.SOURCE).toString()).isEqualTo(expected);
            List<RowKey> hashed = new ArrayList<>();
            reader.hashes(
                    table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL, each -> hashed.add(each.key()));
            assertThat(hashed).isEqualTo(expected);
            Digest sum = expected.stream()
                    .map(key -> table.encoding().hash(new Row(key.parts())))
                    .reduce(Digest.EMPTY, Digest::plus, Digest::plus);
            assertThat(reader.digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL))
                    .isEqualTo(Map.of(TenantId.NONE, sum));
            assertThat(reader.counts(table, TenantScope.all(), KeyRange.ALL))
                    .isEqualTo(Map.of(TenantId.NONE, (long) expected.size()));
            List<RowKey> keys = IntStream.range(0, all)
                    .mapToObj(i -> RowKey.of(Integer.toString(i)))
                    .toList();
            assertThat(reader.rowsByKey(table, keys).keySet()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(reader.hashedRowsByKey(table, keys, DigestMethod.CANONICAL)
                            .keySet())
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(reader.bounds(table, TenantScope.all(), KeyRange.ALL, 1))
                    .isEqualTo(expected.subList(1, expected.size()));
            assertThat(reader.sample(table, TenantScope.all(), KeyRange.ALL, all, 1))
                    .extracting(DrawnKey::key)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static MappedTable where(TableSchema source, RowConditions.Values values) {
        TableMapping mapping = new TableMapping(
                source.ref(),
                TARGET,
                Map.of(),
                Set.of(),
                Set.of(),
                null,
                List.of(),
                new RowConditions(Map.of("a", values), Map.of()));
        return resolve(mapping, source, column("id", "integer", false));
    }

    /** Requires that every way to read the table agrees, and returns its rows. */
    private List<Row> assertHashed(MappedTable table) {
        try (OpenSnapshot snapshot = open()) {
            ChunkReader reader = snapshot.reader();
            List<Row> rows = new ArrayList<>();
            reader.rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
            List<HashedKey> hashes = new ArrayList<>();
            reader.hashes(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL, hashes::add);
            List<RowHash> expected = rows.stream().map(table.encoding()::hash).toList();
            for (int i = 0; i < rows.size(); i++) {
                assertThat(hashes.get(i).hash()).as("row %s", rows.get(i)).isEqualTo(expected.get(i));
            }
            Digest sum = expected.stream().reduce(Digest.EMPTY, Digest::plus, Digest::plus);
            assertThat(reader.digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL))
                    .isEqualTo(Map.of(TenantId.NONE, sum));
            assertThat(reader.digestsOfParts(
                                    table,
                                    TenantScope.all(),
                                    KeyRange.ALL,
                                    List.of(RowKey.of("1")),
                                    DigestMethod.CANONICAL)
                            .get(0))
                    .isEqualTo(Map.of(TenantId.NONE, Digest.EMPTY.plus(expected.get(0))));
            RowKey first = RowKey.of("0");
            assertThat(reader.hashedRowsByKey(table, List.of(first), DigestMethod.CANONICAL)
                            .get(first))
                    .satisfies(row -> {
                        assertThat(row.row()).isEqualTo(rows.get(0));
                        assertThat(row.hash()).isEqualTo(expected.get(0));
                    });
            return rows;
        }
    }

    /** The table mapped to {@code id} and {@code made}. */
    protected static MappedTable table(TableSchema source, int columns, Transform transform, String to) {
        List<String> names = IntStream.range(0, columns)
                .mapToObj(i -> String.valueOf((char) ('a' + i)))
                .toList();
        TableMapping mapping = new TableMapping(
                source.ref(),
                TARGET,
                Map.of("made", new ColumnMapping(names, transform)),
                Set.of(),
                Set.of(),
                null,
                List.of());
        return resolve(mapping, source, column("id", "integer", false), column("made", to, true));
    }

    private static MappedTable resolve(TableMapping mapping, TableSchema source, Column... columns) {
        TableSchema target = new TableSchema(
                TARGET,
                List.of(columns),
                List.of("id"),
                List.of(),
                List.of(),
                new ReplicaIdentity(false, List.of("id")),
                List.of(),
                new TableSchema.Storage(false, -1));
        Resolution resolution =
                new MappingResolver(Set.of(TARGET)).resolve(mapping, Optional.of(source), Optional.of(target));
        assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
        return ((Resolution.Resolved) resolution).table();
    }

    private static Column column(String name, String type, boolean nullable) {
        return new Column(name, PostgresTypes.named(type), nullable, false, false, false, false);
    }
}
