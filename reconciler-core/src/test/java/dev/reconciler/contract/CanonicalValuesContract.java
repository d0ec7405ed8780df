package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The canonical form of values at the edges of each type: what the engine stores is read as exactly that value, equal values have
 * equal digests however they were written, and the smallest difference changes the digest. Every engine has to pass this with the same
 * canonical texts, so that digests of two engines can be compared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CanonicalValuesContract {
    /** One snapshot for each role that the engine's server may have: source and target. */
    protected abstract List<OpenSnapshot> snapshots();

    /**
     * A new table with the key {@code id}, an integer from 0, and a column of the type, mapped onto itself.
     *
     * @param values expressions of the engine, one for each row
     */
    protected abstract MappedTable table(LogicalType type, List<String> values);

    /** The engine's expression of a value. @param literal {@link LogicalType#literal} of its canonical form */
    protected abstract String expression(LogicalType type, String literal);

    /** Other expressions of the type, each with the canonical form of its value. */
    protected abstract Map<String, String> spellings(LogicalType type);

    /** The digest methods that the engine has. */
    protected abstract List<DigestMethod> digestMethods();

    /** Canonical forms at the edges of the type; neighbours differ in the last bit or digit. */
    private static List<String> edges(LogicalType type) {
        return switch (type) {
            case INTEGER ->
                List.of(
                        "-9223372036854775808",
                        "-9223372036854775807",
                        "-1",
                        "0",
                        "1",
                        "10",
                        "9007199254740992",
                        "9007199254740993",
                        "9223372036854775806",
                        "9223372036854775807");
            case BOOLEAN -> List.of("0", "1");
            case DECIMAL ->
                List.of(
                        "0",
                        "0.0000000001",
                        "-0.0000000001",
                        "1",
                        "1.0000000001",
                        "10",
                        "0.1",
                        "9007199254740993",
                        "99999999999999999999.9999999998",
                        "99999999999999999999.9999999999",
                        "100000000000000000000");
            case FLOAT4 ->
                List.of("00000000", "00000001", "80000001", "3f800000", "3f800001", "3dcccccd", "7f7fffff", "ff7fffff");
            case FLOAT8 ->
                List.of(
                        "0000000000000000",
                        "0000000000000001",
                        "8000000000000001",
                        "3ff0000000000000",
                        "3ff0000000000001",
                        "3fb999999999999a",
                        "7fefffffffffffff",
                        "ffefffffffffffff");
            case TEXT ->
                List.of(
                        "",
                        " ",
                        "a",
                        "A",
                        "a ",
                        "b",
                        "\u00e9",
                        "e\u0301",
                        "\uD83D\uDE00",
                        "\uD83D\uDE01",
                        "~",
                        "|",
                        "1:a",
                        "~|",
                        "\n",
                        "NULL",
                        "x".repeat(100_000),
                        "x".repeat(99_999) + "y");
            case PADDED_TEXT -> List.of("", "a", " a", "A", "\u00e9", "a\t");
            case BYTES -> List.of("", "00", "01", "0000", "7f", "80", "ff", "fe", "ab".repeat(50_000));
            case DATE ->
                List.of(
                        "0001-01-01",
                        "0001-01-02",
                        "1582-10-04",
                        "1582-10-15",
                        "1969-12-31",
                        "1970-01-01",
                        "2024-02-29",
                        "2024-03-01",
                        "9999-12-31");
            case TIME -> List.of("00:00:00", "00:00:00.000001", "12:00:00", "12:00:00.1", "23:59:59.999999");
            case TIMESTAMP ->
                List.of(
                        "0001-01-01 00:00:00",
                        "1969-12-31 23:59:59.999999",
                        "1970-01-01 00:00:00",
                        "2024-03-31 02:30:00",
                        "2024-03-31 02:30:00.000001",
                        "2038-01-19 03:14:08",
                        "9999-12-31 23:59:59.999999");
            case INSTANT ->
                List.of(
                        "0001-01-01 00:00:00+00",
                        "1969-12-31 23:59:59.999999+00",
                        "1970-01-01 00:00:00+00",
                        "2024-10-27 00:30:00+00",
                        "2024-10-27 01:30:00+00",
                        "2038-01-19 03:14:08+00",
                        "9999-12-31 23:59:59.999999+00");
            case UUID ->
                List.of(
                        "00000000-0000-0000-0000-000000000000",
                        "00000000-0000-0000-0000-000000000001",
                        "80000000-0000-0000-0000-000000000000",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff");
            case JSON ->
                List.of(
                        "null",
                        "0",
                        "{}",
                        "[]",
                        "\"\"",
                        "{\"a\": 1}",
                        "{\"a\": 2}",
                        "{\"a\": null}",
                        "{\"b\": 1}",
                        "[1, 2]",
                        "[2, 1]",
                        "9007199254740992",
                        "9007199254740993",
                        "\"\u00e9\"");
            case BIT -> List.of("", "0", "1", "00", "01", "1".repeat(64), "1".repeat(63) + "0");
            case ENGINE_TEXT -> List.of();
        };
    }

    private List<String> expressions(LogicalType type, List<String> canonical) {
        return canonical.stream()
                .map(value -> expression(type, type.literal(value)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGINE_TEXT")
    void valueIsReadInItsCanonicalForm(LogicalType type) {
        List<@Nullable String> canonical = new ArrayList<>(edges(type));
        List<String> expressions = new ArrayList<>(expressions(type, edges(type)));
        spellings(type).forEach((expression, value) -> {
            expressions.add(expression);
            canonical.add(value);
        });
        expressions.add("NULL");
        canonical.add(null);
        MappedTable table = table(type, expressions);
        assertThat(table.columns().get(1).target().type().logical()).isEqualTo(type);

        forEachReader(reader -> {
            List<@Nullable String> read = new ArrayList<>();
            for (Row row : rows(reader, table)) {
                String text = row.value(1);
                read.add(text == null ? null : type.canonical(text));
            }
            assertThat(read).isEqualTo(canonical);
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGINE_TEXT")
    void serverHashesAsJavaDoes(LogicalType type) {
        List<String> expressions = new ArrayList<>(expressions(type, edges(type)));
        expressions.addAll(spellings(type).keySet());
        expressions.add("NULL");
        MappedTable table = table(type, expressions);

        forEachReader(reader -> assertThat(hashes(reader, table, DigestMethod.CANONICAL))
                .isEqualTo(
                        rows(reader, table).stream().map(table.encoding()::hash).toList()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGINE_TEXT")
    void equalValuesHaveEqualDigestsHoweverTheyWereWritten(LogicalType type) {
        Map<String, String> spellings = spellings(type);
        MappedTable spelled = table(type, List.copyOf(spellings.keySet()));
        MappedTable plain = table(type, expressions(type, List.copyOf(spellings.values())));

        forEachReader(reader -> {
            for (DigestMethod method : digestMethods()) {
                assertThat(hashes(reader, spelled, method)).as(method.name()).isEqualTo(hashes(reader, plain, method));
                assertThat(digests(reader, spelled, method)).isEqualTo(digests(reader, plain, method));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGINE_TEXT")
    void smallestDifferenceAndSwappedValuesChangeTheDigest(LogicalType type) {
        List<String> expressions = new ArrayList<>(expressions(type, edges(type)));
        expressions.add("NULL");
        MappedTable before = table(type, expressions);
        List<MappedTable> changed = new ArrayList<>();
        for (int i = 1; i < expressions.size(); i++) {
            List<String> other = new ArrayList<>(expressions);
            other.set(i, expressions.get(i - 1));
            changed.add(table(type, other));
        }
        List<String> swapped = new ArrayList<>(expressions);
        Collections.swap(swapped, 0, 1);
        changed.add(table(type, swapped));

        forEachReader(reader -> {
            for (DigestMethod method : digestMethods()) {
                for (MappedTable after : changed) {
                    assertThat(digests(reader, after, method))
                            .as(method + " of " + rows(reader, after))
                            .isNotEqualTo(digests(reader, before, method));
                }
            }
        });
        System.out.printf(
                "canonical values: type=%s values=%d changes seen=%d%n", type, expressions.size(), changed.size());
    }

    private void forEachReader(Consumer<ChunkReader> check) {
        for (OpenSnapshot snapshot : snapshots()) {
            try (snapshot) {
                check.accept(snapshot.reader());
            }
        }
    }

    private static List<Row> rows(ChunkReader reader, MappedTable table) {
        List<Row> rows = new ArrayList<>();
        reader.rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
        return rows;
    }

    private static List<RowHash> hashes(ChunkReader reader, MappedTable table, DigestMethod method) {
        List<RowHash> hashes = new ArrayList<>();
        reader.hashes(table, TenantScope.all(), KeyRange.ALL, method, (HashedKey each) -> hashes.add(each.hash()));
        return hashes;
    }

    private static Map<TenantId, Digest> digests(ChunkReader reader, MappedTable table, DigestMethod method) {
        return reader.digests(table, TenantScope.all(), KeyRange.ALL, method);
    }
}
