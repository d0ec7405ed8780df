package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings of {@code check} in the catalogs: triggers, rules, names, unmapped tables, and many tables together. */
@Tag("db")
class CatalogChecksTest {
    private static final String FUNCTION =
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'";

    @TempDir
    private Path directory;

    private CheckLab lab;

    @BeforeEach
    void makeLab() {
        lab = new CheckLab(directory);
    }

    @Test
    void targetColumnThatIsNarrowerIsAWarning() throws IOException {
        assertThat(lab.check(lab.config(), Severity.WARNING)).noneMatch(warning -> warning.contains("can't hold"));
        lab.cluster.execute(lab.target, "ALTER TABLE items ALTER COLUMN name TYPE varchar(10)");

        assertThat(lab.errors(lab.config())).isEmpty();
        assertThat(lab.check(lab.config(), Severity.WARNING))
                .filteredOn(warning -> warning.contains("can't hold"))
                .singleElement()
                .asString()
                .startsWith("public.items -> public.items | breaking: name (text) becomes name (character varying(10))")
                .contains("longer", "widen the target's column: ALTER TABLE");
    }

    @Test
    void mappingsOfOneTargetTableAreRefusedUnlessTheirConstantIsInItsKey() throws IOException {
        lab.cluster.execute(lab.source, "CREATE TABLE more (LIKE items INCLUDING ALL)");
        lab.cluster.execute(lab.target, "ALTER TABLE items ADD shard varchar(5) NOT NULL");
        String config = lab.config()
                .replace(
                        "[{source: items, tenant: none}]",
                        "[{source: items, tenant: none, constants: {shard: a}},"
                                + " {source: more, target: items, name: more, tenant: none, constants: {shard: b}}]");

        assertThat(lab.errors(config))
                .containsExactly(
                        "public.more -> public.items | target table public.items is also filled from public.items, and"
                                + " their rows can have the same keys | make a column part of the target's key (or of 'key') that has"
                                + " another value in the constants of each mapping, which differs in more than case and trailing blanks");
        lab.cluster.execute(lab.target, "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (shard, id)");

        assertThat(lab.errors(config)).isEmpty();
        assertThat(lab.check(config, Severity.NOTE))
                .anyMatch(note -> note.startsWith("public.items -> public.items | only target rows with shard: ['a']"))
                .anyMatch(note -> note.startsWith("public.more -> public.items | only target rows with shard: ['b']"));
    }

    @Test
    void aTriggerThatFiresForReplicasTooIsRefused() throws IOException {
        lab.cluster.execute(
                lab.target,
                FUNCTION,
                "CREATE TRIGGER usual BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION touch()",
                "CREATE TRIGGER always BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION touch()",
                "ALTER TABLE items ENABLE ALWAYS TRIGGER always");

        assertThat(lab.errors(lab.config())).singleElement().asString().contains("always, usual", "DISABLE TRIGGER");
        assertThat(lab.errors(lab.config() + "apply: {replicationRole: replica}\n"))
                .singleElement()
                .asString()
                .contains("would fire on what the pipeline writes: always |", "ENABLE ALWAYS");
    }

    @Test
    void aTriggerThatFiresForReplicasOnlyDoesNotMatterToOrigin() throws IOException {
        lab.cluster.execute(
                lab.target,
                FUNCTION,
                "CREATE TRIGGER other BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION touch()",
                "ALTER TABLE items ENABLE REPLICA TRIGGER other");

        assertThat(lab.errors(lab.config())).isEmpty();
    }

    @Test
    void aTriggerOfAPartitionIsRefused() throws IOException {
        for (String database : List.of(lab.source, lab.target)) {
            lab.cluster.execute(
                    database,
                    "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                    "CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000)");
        }
        lab.cluster.execute(
                lab.target, FUNCTION, "CREATE TRIGGER t BEFORE INSERT ON part_1 FOR EACH ROW EXECUTE FUNCTION touch()");

        assertThat(lab.errors(lab.config(lab.cluster.port(), "postgres", "", "parts")))
                .singleElement()
                .asString()
                .contains("target table public.parts", "t on public.part_1");
    }

    @Test
    void aRuleThatReplacesWritesIsRefused() throws IOException {
        lab.cluster.execute(lab.target, "CREATE RULE keep AS ON DELETE TO items DO INSTEAD NOTHING");

        assertThat(lab.errors(lab.config()))
                .singleElement()
                .asString()
                .contains("rules would replace what the pipeline writes: keep", "DISABLE RULE");
        lab.cluster.execute(lab.target, "ALTER TABLE items DISABLE RULE keep");
        assertThat(lab.errors(lab.config())).isEmpty();
    }

    @Test
    void anIdentityThatNoWriteCanChangeIsRefused() throws IOException {
        for (String database : List.of(lab.source, lab.target)) {
            lab.cluster.execute(database, "ALTER TABLE items ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY");
        }
        lab.cluster.execute(
                lab.target, "CREATE TABLE parts (id int PRIMARY KEY, item bigint REFERENCES items ON DELETE CASCADE)");

        assertThat(lab.errors(lab.config()))
                .singleElement()
                .asString()
                .contains("column number is GENERATED ALWAYS", "parts_item_fkey of parts", "SET GENERATED BY DEFAULT");
        lab.cluster.execute(
                lab.target,
                "ALTER TABLE items ALTER COLUMN number SET GENERATED BY DEFAULT",
                "ALTER TABLE items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY");
        assertThat(lab.errors(lab.config())).isEmpty();
    }

    @Test
    void columnsThatTheStreamCannotTellApartAreRefused() throws IOException {
        lab.cluster.execute(lab.source, "ALTER TABLE items ADD COLUMN \"NAME\" text");

        assertThat(lab.errors(lab.config().replace("tenant: none", "tenant: none, columns: {NAME: ignore}")))
                .singleElement()
                .asString()
                .contains("source table public.items", "columns name and NAME differ only in case", "RENAME COLUMN");
        lab.cluster.execute(lab.source, "ALTER TABLE items RENAME COLUMN \"NAME\" TO \"\"\"quoted\"\"\"");
        assertThat(lab.errors(lab.config().replace("tenant: none", "tenant: none, columns: {'\"quoted\"': ignore}")))
                .singleElement()
                .asString()
                .contains("begins and ends with a quote");
    }

    @Test
    void sourceTablesThatAreNotMappedAreListedWithTheirRows() throws IOException {
        lab.cluster.execute(
                lab.source,
                "CREATE TABLE forgotten AS SELECT generate_series(1, 70) AS id",
                "ANALYZE forgotten",
                "CREATE TABLE unknown (id int)",
                "CREATE SCHEMA many",
                "DO $$ BEGIN FOR i IN 1..25 LOOP EXECUTE format('CREATE TABLE many.t%s (id int)', i); END LOOP; END"
                        + " $$");

        assertThat(lab.check(lab.config(), Severity.NOTE))
                .anyMatch(note -> note.contains("source schema public")
                        && note.contains("2 tables are not mapped")
                        && note.contains("public.forgotten (about 70 rows)")
                        && note.contains("public.unknown (row count unknown: never analyzed)"))
                .anyMatch(note -> note.contains("source schema many") && note.contains("and 15 more"));
    }

    @Test
    void manyTablesAreCheckedInAFewSessions() throws IOException {
        for (String database : List.of(lab.source, lab.target)) {
            lab.cluster.execute(
                    database,
                    "DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY)', i); END"
                            + " LOOP; END $$");
        }
        String tables = IntStream.rangeClosed(1, 300)
                .mapToObj(i -> "{source: t" + i + ", tenant: none}")
                .collect(Collectors.joining(", "));
        long before = sessions();

        assertThat(lab.errors(lab.config().replace("{source: items, tenant: none}", tables)))
                .isEmpty();

        assertThat(sessions() - before)
                .as("sessions of check and of this count")
                .isLessThan(20);
    }

    private long sessions() {
        return Long.parseLong(String.valueOf(lab.cluster
                .query(lab.source, "SELECT sum(sessions) AS n FROM pg_stat_database WHERE datname LIKE 'lab_%'")
                .get(0)
                .get("n")));
    }
}
