package dev.reconciler.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code check} reports columns that narrow, with the rows that do not fit, and no other column. */
@Tag("db")
class SchemaChecksTest {
    @TempDir
    private Path directory;

    private final PostgresCluster cluster = PostgresCluster.shared();

    private List<CheckProblem> check(String source, String target, String table) throws IOException {
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: lab
                source: %s
                target: %s
                tables: [%s]
                rules: none
                """.formatted(source, target, table));
        return new Preflight().check(new ConfigLoader(Map.of()).load(file));
    }

    private String postgres(String database) {
        return "{url: 'postgresql://%s@localhost:%d/%s', password: '%s'}"
                .formatted(cluster.user(), cluster.port(), database, cluster.password());
    }

    private static String mySql(MySqlFamilyServer server, String database) {
        return "{url: '%s://%s@%s:%d/%s', password: '%s'}"
                .formatted(
                        server.flavor() == Flavor.MYSQL ? "mysql" : "mariadb",
                        server.user(),
                        server.host(),
                        server.port(),
                        database,
                        server.password());
    }

    private static List<String> of(List<CheckProblem> problems, Severity severity) {
        return problems.stream()
                .filter(problem ->
                        problem.severity() == severity && problem.where().contains(" -> "))
                .map(CheckProblem::what)
                .toList();
    }

    @Test
    void eachNarrowerColumnIsReportedWithItsRowsAndNoOther() throws IOException {
        String source = cluster.createDatabase("narrow_source");
        String target = cluster.createDatabase("narrow_target");
        cluster.execute(
                source,
                "CREATE TABLE t (id int PRIMARY KEY, big bigint, amount numeric(12,4), short varchar(20),"
                        + " at timestamp(6), needed int, filled int, kept int, made int, left_out int, same text)",
                "INSERT INTO t VALUES (1, 3000000000, 1.2345, 'longer than five', '2026-01-01 10:00:00.5', NULL, NULL, 5,"
                        + " 1, 1, 'x'), (2, 3, 1.25, 'short', '2026-01-01 10:00:00', NULL, 1, 5, 1, 1, 'x'),"
                        + " (3, 3, 1.25, 'short', '2026-01-01 10:00:00', NULL, 1, NULL, 1, 1, 'x')",
                "ANALYZE t");
        cluster.execute(
                target,
                "CREATE TABLE t (id int PRIMARY KEY, big int, amount numeric(14,2), short varchar(5), at timestamp(0),"
                        + " needed int NOT NULL, filled int NOT NULL, kept int NOT NULL,"
                        + " made smallint GENERATED ALWAYS AS (1) STORED, left_out smallint NOT NULL DEFAULT 0,"
                        + " same text)");

        List<CheckProblem> problems = check(
                postgres(source),
                postgres(target),
                "{source: t, tenant: none, columns: {filled: {transform: {default: 0}}, left_out: ignore},"
                        + " where: {source: {kept: {not: null}}}}");

        assertThat(of(problems, Severity.ERROR)).isEmpty();
        assertThat(of(problems, Severity.WARNING))
                .containsExactly(
                        "breaking: big (bigint) becomes big (integer), which can't hold numbers beyond the range of"
                                + " integer; 1 row has such a value now",
                        "potentially breaking: amount (numeric(12,4)) becomes amount (numeric(14,2)), which can't hold"
                                + " numbers with more than 2 digits after the point; 1 row has such a value now",
                        "breaking: short (character varying(20)) becomes short (character varying(5)), which can't hold"
                                + " texts that are longer than character varying(5) takes; 1 row has such a value now",
                        "breaking: needed may be NULL in the source, and target column needed is NOT NULL; 2 rows have"
                                + " such a value now");
        assertThat(of(problems, Severity.NOTE))
                .anyMatch(note -> note.equals("potentially breaking: at (timestamp(6) without time zone) becomes at"
                        + " (timestamp(0) without time zone), which rounds times to 0 digits of a second; 1 row has"
                        + " such a value now"))
                .noneMatch(note -> note.contains("made") || note.contains("breaking: left_out"));
        assertThat(problems).anyMatch(problem -> problem.fix()
                .endsWith("widen the target's column: ALTER TABLE \"public\".\"t\" ALTER COLUMN \"big\" TYPE"
                        + " bigint"));
    }

    @Test
    void rowsOfATableWithoutAnEstimateAreNotCounted() throws IOException {
        String source = cluster.createDatabase("unknown_source");
        String target = cluster.createDatabase("unknown_target");
        cluster.execute(source, "CREATE TABLE t (id int PRIMARY KEY, big bigint)");
        cluster.execute(target, "CREATE TABLE t (id int PRIMARY KEY, big int)");

        assertThat(of(check(postgres(source), postgres(target), "{source: t, tenant: none}"), Severity.WARNING))
                .singleElement()
                .asString()
                .endsWith("; rows: SELECT count(*) FROM \"public\".\"t\" WHERE \"big\" NOT BETWEEN -2147483648 AND"
                        + " 2147483647");
    }

    @Test
    void typesThatAreRefusedStayRefusedAndAreReportedOnce() throws IOException {
        String source = cluster.createDatabase("refused_source");
        String target = cluster.createDatabase("refused_target");
        cluster.execute(source, "CREATE TABLE t (id int PRIMARY KEY, c timestamptz, big bigint)");
        cluster.execute(target, "CREATE TABLE t (id int PRIMARY KEY, c timestamp, big int)");

        List<CheckProblem> problems = check(postgres(source), postgres(target), "{source: t, tenant: none}");

        assertThat(of(problems, Severity.ERROR)).singleElement().asString().contains("t.c");
        assertThat(of(problems, Severity.WARNING)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void unsignedAndLabelsOfMySqlAreCounted(Flavor flavor) throws IOException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String source = server.createDatabase("narrow");
        String target = cluster.createDatabase("from_mysql");
        server.execute(
                source,
                "CREATE TABLE t (id int PRIMARY KEY, n int unsigned, e enum('a','b','c') NOT NULL)",
                "INSERT INTO t VALUES (1, 4294967295, 'a'), (2, 5, 'b'), (3, 5, 'c')",
                "ANALYZE TABLE t");
        cluster.execute(
                target,
                "CREATE TYPE letter AS ENUM ('a')",
                "CREATE TABLE t (id int PRIMARY KEY, n int, e letter NOT NULL)");

        assertThat(of(
                        check(mySql(server, source), postgres(target), "{source: t, target: public.t, tenant: none}"),
                        Severity.WARNING))
                .hasSize(2)
                .anyMatch(
                        warning -> warning.contains("numbers beyond the range of integer; 1 row has such a value now"))
                .anyMatch(warning -> warning.contains("lacks the labels b, c; 2 rows have such a value now"));
    }

    @ParameterizedTest
    @EnumSource
    void charactersThatTheTargetLacksAreCounted(Flavor flavor) throws IOException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String source = cluster.createDatabase("to_mysql");
        String target = server.createDatabase("narrow");
        cluster.execute(
                source,
                "CREATE TABLE t (id int PRIMARY KEY, c varchar(20))",
                "INSERT INTO t VALUES (1, '\u4e2d'), (2, '\u00fc')",
                "ANALYZE t");
        server.execute(target, "CREATE TABLE t (id int PRIMARY KEY, c varchar(20) CHARACTER SET latin1)");

        assertThat(of(
                        check(
                                postgres(source),
                                mySql(server, target),
                                "{source: public.t, target: %s.t, tenant: none}".formatted(target)),
                        Severity.WARNING))
                .filteredOn(warning -> warning.contains("becomes c"))
                .singleElement()
                .asString()
                .contains("characters that latin1 lacks; 1 row has such a value now");
    }
}
