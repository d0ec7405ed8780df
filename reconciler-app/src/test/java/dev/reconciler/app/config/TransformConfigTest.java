package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.re2j.Pattern;
import dev.reconciler.app.config.ColumnConfig.Mapped;
import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.transform.Cast;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Expression;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Invalid;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.RegexReplace;
import dev.reconciler.mapping.transform.RocDate;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.schema.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TransformConfigTest {
    private static final String DATABASES = """
            pipeline: shop
            source: {url: 'postgresql://u@a:1/shop', password: p}
            target: {url: 'postgresql://u@b:1/shop', password: p}
            rules: none
            """;

    @TempDir
    Path directory;

    private Path file(String tables) throws IOException {
        return Files.writeString(directory.resolve("reconciler.yaml"), DATABASES + tables);
    }

    private static String documented() throws IOException {
        return DocumentedExamples.fragments().stream()
                .filter(fragment -> fragment.startsWith("tables:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyDocumentedTransformArrives() throws IOException {
        TableConfig table = new ConfigLoader(Map.of("PSEUDONYM_KEY", "a key of sixteen"))
                .load(file(documented()))
                .scope()
                .tables()
                .get(0);

        assertThat(table.columns())
                .isEqualTo(Map.ofEntries(
                        Map.entry(
                                "status",
                                new Mapped(
                                        "status",
                                        new Lookup(
                                                Map.of(
                                                        "A", Optional.of("active"),
                                                        "I", Optional.of("inactive"),
                                                        "X", Optional.empty()),
                                                Lookup.Unknown.FAIL))),
                        Map.entry("created", new Mapped("created_at", new Utc(ZoneId.of("Asia/Taipei")))),
                        Map.entry("birth_date", new Mapped("birth_date", new RocDate(Invalid.FAIL))),
                        Map.entry("height", new Mapped("height", new Cast(Invalid.FAIL))),
                        Map.entry("weight", new Mapped("weight", new Cast(Invalid.NULL))),
                        Map.entry("expires", new Mapped("expires", new RocDate(Invalid.NULL))),
                        Map.entry("national_id", new Mapped("national_id", new Hash("a key of sixteen"))),
                        Map.entry("phone", new Mapped("phone", new RegexReplace(Pattern.compile("[^0-9+]"), ""))),
                        Map.entry("city", new Mapped("city", new Transform.Default("unknown"))),
                        Map.entry("note", new Mapped("note", new Transform.NullIf("n/a")))));
        assertThat(table.computed())
                .isEqualTo(Map.of(
                        "full_name", new TableConfig.Computed(List.of("first_name", "last_name"), new Concat(" ")),
                        "street", new TableConfig.Computed(List.of("address"), new Split(", ", 1, 2)),
                        "town", new TableConfig.Computed(List.of("address"), new Split(", ", 2, 2)),
                        "total",
                                new TableConfig.Computed(
                                        List.of("price", "quantity"),
                                        Expression.parse("price * quantity", List.of("price", "quantity")))));
    }

    @Test
    void everyFormOfAFilterArrives() throws IOException {
        Path file = file("""
                tables:
                - source: t
                  tenant: none
                  where:
                    source: {shard: [1, 2], deleted_at: null, state: {not: [x, null]}, open: true, code: {not: null}}
                    target: {region: eu}
                """);

        assertThat(new ConfigLoader(Map.of()).load(file).scope().tables().get(0).where())
                .isEqualTo(new RowConditions(
                        Map.of(
                                "shard", values(false, "1", "2"),
                                "deleted_at", values(false, (String) null),
                                "state", values(true, "x", null),
                                "open", values(false, "true"),
                                "code", values(true, (String) null)),
                        Map.of("region", values(false, "eu"))));
    }

    private static RowConditions.Values values(boolean negated, @Nullable String... values) {
        return new RowConditions.Values(
                Stream.of(values).map(Optional::ofNullable).toList(), negated);
    }

    @Test
    void keyOfAPseudonymIsShownNowhere() throws IOException {
        Path file = file(documented());
        ConfigLoader loader = new ConfigLoader(Map.of("PSEUDONYM_KEY", "a key of sixteen"));

        assertThat(loader.effective(file).toString()).contains("(hidden)").doesNotContain("a key of sixteen");
        assertThat(loader.load(file).scope().tables().toString()).doesNotContain("a key of sixteen");
    }

    @Test
    void anotherKeyIsAnotherMapping() {
        assertThat(new Hash("a key of sixteen").toString())
                .isEqualTo(new Hash("a key of sixteen").toString())
                .isNotEqualTo(new Hash("another key of it").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{utc: Taipei} | utc: is not a time zone; write it like UTC, Europe/Berlin, Asia/Taipei",
                "{utc: +08:00} | utc: is not a time zone; write it like UTC, Europe/Berlin, Asia/Taipei",
                "{lookup: {codes: {A: a}}} | lookup.unknown: is missing; add it",
                "{lookup: {codes: {A: a}, unknown: drop}} | lookup.unknown: is not an allowed value; write one of fail, null, keep",
                "{cast: {invalid: keep}} | cast.invalid: is not an allowed value; write one of fail, null",
                "{hash: {key: short}} | hash.key: is empty; write a value",
                "{regexReplace: {pattern: '(a', replacement: b}} | regexReplace.pattern: is not a pattern (error parsing regexp: missing closing ): `(a`); write it in the syntax of RE2: no look-around, no back-references",
                "{regexReplace: {pattern: '(a)', replacement: $2}} | regexReplace.replacement: refers to a group that the pattern lacks; write $1 for the first of its groups, and \\$ for the sign",
                "{split: {separator: ',', part: 3, parts: 2}} | split.part: is beyond the number of parts; write at most 'parts'",
                "{expression: a + z} | expression: is not an expression over a (ERROR: <input>:1:5: undeclared reference to 'z' (in container '')); write CEL, and list every column that it names in 'from'"
            })
    void wrongSettingIsNamedWithTheFix(String transform, String problem) throws IOException {
        Path file = file("tables: [{source: t, tenant: none, columns: {a: {transform: " + transform + "}}}]\n");
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> new ConfigLoader(Map.of()).load(file));

        assertThat(e).as("the file was accepted").isNotNull();
        assertThat(e.problems()).singleElement().asString().endsWith("tables[0].columns.a.transform." + problem);
    }

    @Test
    void columnThatIsComputedAndMappedIsFilledTwice() throws IOException {
        Path file = file("""
                tables:
                - source: t
                  tenant: none
                  columns: {a: b}
                  computed: {b: {from: [x, y], transform: concat}}
                """);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> new ConfigLoader(Map.of()).load(file));

        assertThat(e.problems())
                .singleElement()
                .asString()
                .contains("tables[0].computed.b: target column 'b' is already filled by 'a'");
    }

    @Test
    void lookupTableOfTheTargetsDefaultSchemaArrives() throws IOException {
        TableConfig table =
                new ConfigLoader(Map.of()).load(file("""
                        tables:
                          - source: public.customers
                            tenant: none
                            columns: {id: {transform: {lookupTable: {table: customer_ids, source: old_id, target: new_id}}}}
                        """)).scope().tables().get(0);

        TableRef lookup = new TableRef("public", "customer_ids");
        assertThat(table.columns()).containsEntry("id", new Mapped("id", new LookupTable(lookup, "old_id", "new_id")));
        assertThat(table.lookups()).containsExactly(lookup);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false | {source: a, target: b}            | lookupTable | table",
                "false | {table: a.b.c, source: a, target: b} | lookupTable.table | is not a table name",
                "true  | {table: ids, source: a, target: b} | lookupTable | is not possible beside target.stream",
            })
    void refusedLookupTablesAreLocated(boolean targetStream, String settings, String place, String problem)
            throws IOException {
        String tables = """
                tables: [{source: public.customers, tenant: none, columns: {id: {transform: {lookupTable: %s}}}}]
                """.formatted(settings);
        Path file = Files.writeString(
                directory.resolve("reconciler.yaml"),
                (targetStream
                                ? DATABASES.replace("b:1/shop', password: p}", "b:1/shop', password: p, stream: true}")
                                        + "mode: observe\n"
                                : DATABASES)
                        + tables);

        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> new ConfigLoader(Map.of()).load(file));

        assertThat(refused.getMessage()).contains(place, problem);
    }
}
