package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings of {@code check} about lookup tables and the indexes of text keys: each problem once, with its fix. */
@Tag("db")
class LookupTableChecksTest {
    private static final String ITEMS = "[{source: items, tenant: none}]";

    @TempDir
    private Path directory;

    private CheckLab lab;

    @BeforeEach
    void makeLab() {
        lab = new CheckLab(directory);
    }

    private String config(String config) {
        return config.replace(
                ITEMS,
                "[{source: items, tenant: none, columns: {id: {transform: {lookupTable:"
                        + " {table: ids, source: old_id, target: new_id}}}}}]");
    }

    @Test
    void usableLookupTableIsNoProblem() throws IOException {
        lab.cluster.execute(lab.target, "CREATE TABLE ids (old_id bigint PRIMARY KEY, new_id bigint NOT NULL UNIQUE)");

        assertThat(lab.errors(config(lab.config()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other old_id bigint | lookup table public.ids does not exist in the target, or the role may not see it | create it",
                "ids old_id bigint PRIMARY KEY, new bigint NOT NULL UNIQUE | lookup table public.ids has no column new_id | correct the name",
                "ids old_id bigint PRIMARY KEY, new_id bigint NOT NULL | column new_id of lookup table public.ids is nullable or has no unique index | make it NOT NULL",
                "ids old_id bigint UNIQUE, new_id bigint PRIMARY KEY | column old_id of lookup table public.ids is nullable or has no unique index | make it NOT NULL",
                "ids old_id bigint NOT NULL, new_id bigint NOT NULL UNIQUE, UNIQUE (old_id, new_id) | column old_id of lookup table public.ids is nullable or | make it NOT NULL",
                "ids old_id text PRIMARY KEY, new_id bigint NOT NULL UNIQUE | takes text as column old_id of public.ids does, and source column id is bigint | give both the same type",
                "ids old_id int PRIMARY KEY, new_id bigint NOT NULL UNIQUE | takes integer as column old_id of public.ids does, and source column id is bigint | give both the same type",
                "ids old_id bigint PRIMARY KEY, new_id uuid NOT NULL UNIQUE | column new_id of public.ids is uuid, and the target column is bigint | give both the same type",
                "ids old_id bigint PRIMARY KEY, new_id text NOT NULL UNIQUE | column new_id of public.ids is text | new values must be integers, uuids or bytes",
            })
    void unusableLookupTableIsOneProblem(String table, String what, String fix) throws IOException {
        String name = table.substring(0, table.indexOf(' '));
        lab.cluster.execute(lab.target, "CREATE TABLE " + name + " (" + table.substring(name.length()) + ")");

        assertThat(lab.errors(config(lab.config())))
                .singleElement()
                .asString()
                .startsWith("public.items -> public.items | ")
                .contains(what, fix);
    }

    @Test
    void missingRightOnTheLookupTableIsNamed() throws IOException {
        String role = lab.role("REPLICATION");
        lab.cluster.execute(lab.target, "CREATE TABLE ids (old_id bigint PRIMARY KEY, new_id bigint NOT NULL UNIQUE)");

        assertThat(lab.errors(config(lab.config(role, ""))))
                .containsExactly(
                        "target table public.ids | the role lacks SELECT | GRANT SELECT ON public.ids TO the role");
        lab.cluster.execute(lab.target, "GRANT SELECT ON ids TO " + role);
        assertThat(lab.errors(config(lab.config(role, "")))).isEmpty();
    }

    private List<String> indexes(String config) throws IOException {
        return lab.check(config, Severity.WARNING).stream()
                .filter(warning -> warning.contains("no index sorts its text key by byte"))
                .toList();
    }

    @Test
    void indexOfTextKeysMayBeginWithTheMappingsConstant() throws IOException {
        lab.cluster.execute(lab.source, "CREATE TABLE codes (code text COLLATE \"C\" PRIMARY KEY)");
        lab.cluster.execute(
                lab.target,
                "CREATE TABLE codes (shard text COLLATE \"und-x-icu\", code text COLLATE \"C\", PRIMARY KEY (shard, code))");
        String config = lab.config().replace(ITEMS, "[{source: codes, tenant: none, constants: {shard: a}}]");

        assertThat(lab.errors(config)).isEmpty();
        assertThat(indexes(config)).isEmpty();
        assertThat(lab.check(config, Severity.NOTE)).noneMatch(note -> note.contains("read by buckets"));

        lab.cluster.execute(lab.target, "ALTER TABLE codes ALTER code TYPE text COLLATE \"und-x-icu\"");
        assertThat(indexes(config))
                .singleElement()
                .asString()
                .startsWith("target table public.codes | ")
                .contains("CREATE INDEX CONCURRENTLY ON public.codes (shard, code COLLATE \"C\")");
        lab.cluster.execute(lab.target, "CREATE INDEX ON codes (code COLLATE \"C\", shard)");
        assertThat(indexes(config)).isEmpty();
    }

    @Test
    void indexOfATranslatedTextKeyIsThatOfTheLookupTable() throws IOException {
        lab.cluster.execute(
                lab.source,
                "CREATE TABLE codes (code text COLLATE \"C\", no int, PRIMARY KEY (code, no))",
                "CREATE TABLE names (code text COLLATE \"C\" PRIMARY KEY)");
        lab.cluster.execute(
                lab.target,
                "CREATE TABLE ids (old_id text COLLATE \"und-x-icu\" PRIMARY KEY, new_id bigint NOT NULL UNIQUE)",
                "CREATE TABLE codes (code bigint, no int, PRIMARY KEY (code, no))",
                "CREATE TABLE names (code bigint PRIMARY KEY)");
        String lookup =
                "tenant: none, columns: {code: {transform: {lookupTable: {table: ids, source: old_id, target: new_id}}}}}";
        String config = lab.config().replace(ITEMS, "[{source: codes, " + lookup + ", {source: names, " + lookup + "]");

        assertThat(lab.errors(config)).isEmpty();
        assertThat(indexes(config))
                .as("that of the key of one column; no index can serve the other")
                .singleElement()
                .asString()
                .startsWith("target table public.ids | ");
    }
}
