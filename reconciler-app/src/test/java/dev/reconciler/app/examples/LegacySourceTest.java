package dev.reconciler.app.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.cli.Outcome;
import dev.reconciler.app.testing.ConfiguredPipeline;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Data of old applications, on a server with the settings of an old one, through backfill, stream and verification: it arrives in
 * PostgreSQL unchanged, or is left out and reported. The two servers are in two time zones.
 */
@Tag("system")
class LegacySourceTest {
    private static final String LAX = "SET sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO'";

    private final PostgresCluster postgres = PostgresCluster.shared();
    private final String target = postgres.createDatabase("legacy");
    private MySqlFamilyServer mysql;
    private String source;
    private ConfiguredPipeline pipeline;

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        mysql.close();
    }

    private void start(Flavor flavor, String tables) throws IOException {
        mysql = MySqlFamilyServer.builder(flavor)
                .settings(Map.of("default_time_zone", "-05:00", "sql_mode", "", "character_set_server", "latin1"))
                .start();
        source = mysql.createDatabase("legacy");
        postgres.execute(target, "ALTER DATABASE " + target + " SET timezone = 'Asia/Taipei'");
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: legacy
            source: {url: "%s://%s@%s:%d/%s", password: %s}
            target: {host: localhost, port: %d, user: postgres, database: %s}
            apply: {spillDirectory: spill}
            rules: none
            tables:
            %s
            """.formatted(
                        flavor.label(),
                        mysql.user(),
                        mysql.host(),
                        mysql.port(),
                        source,
                        mysql.password(),
                        postgres.port(),
                        target,
                        tables));
        pipeline = new ConfiguredPipeline(file, Map.of());
    }

    private void create(String table, String mysqlColumns, String postgresColumns) {
        mysql.execute(source, "CREATE TABLE " + table + " (" + mysqlColumns + ") CHARACTER SET utf8mb4");
        postgres.execute(target, "CREATE TABLE " + table + " (" + postgresColumns + ")");
    }

    private void write(String... statements) {
        String[] all = new String[statements.length + 1];
        all[0] = LAX;
        System.arraycopy(statements, 0, all, 1, statements.length);
        mysql.execute(source, all);
    }

    private List<String> rows(String sql) {
        return postgres.query(target, sql).stream()
                .map(row -> String.join(
                        "|", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    private void requireSuccess(String... command) {
        Outcome outcome = pipeline.run(command);
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void legacyValuesArriveUnchanged(Flavor flavor) throws IOException {
        String bin = flavor == Flavor.MYSQL ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin";
        start(flavor, """
              - {source: characters, tenant: none}
              - {source: numbers, tenant: none}
              - {source: names, tenant: none}
              - {source: uuids, tenant: none}
              - {source: computed, tenant: none}
              - {source: tree, tenant: none}
              - {source: teams, tenant: none}
              - {source: moments, tenant: none, columns: {closed: {transform: {nullIf: "0000-00-00"}}}}
              - {source: documents, tenant: none}
            """.stripTrailing());
        create(
                "characters",
                "id int PRIMARY KEY, l varchar(9) CHARACTER SET latin1, u varchar(9) CHARACTER SET utf8mb3, e enum('a','b')",
                "id int PRIMARY KEY, l text, u text, e text");
        create("numbers", "id int AUTO_INCREMENT PRIMARY KEY, n bigint unsigned", "id int PRIMARY KEY, n numeric(20)");
        create("names", "name varchar(9) COLLATE " + bin + " PRIMARY KEY", "name varchar(9) PRIMARY KEY");
        create("uuids", "id binary(16) PRIMARY KEY", "id bytea PRIMARY KEY");
        create(
                "computed",
                "id int PRIMARY KEY, n int, doubled int GENERATED ALWAYS AS (n * 2)",
                "id int PRIMARY KEY, n int, doubled int GENERATED ALWAYS AS (n * 2) STORED");
        create(
                "tree",
                "id int PRIMARY KEY, parent int, team int, FOREIGN KEY (parent) REFERENCES tree (id)",
                "id int PRIMARY KEY, parent int REFERENCES tree, team int");
        create(
                "teams",
                "id int PRIMARY KEY, head int, FOREIGN KEY (head) REFERENCES tree (id)",
                "id int PRIMARY KEY, head int REFERENCES tree");
        mysql.execute(source, "ALTER TABLE tree ADD FOREIGN KEY (team) REFERENCES teams (id)");
        postgres.execute(target, "ALTER TABLE tree ADD FOREIGN KEY (team) REFERENCES teams");
        create(
                "moments",
                "id int PRIMARY KEY, wall datetime, happened timestamp NULL, closed date",
                "id int PRIMARY KEY, wall timestamp(0), happened timestamptz(0), closed date");
        create("documents", "id int PRIMARY KEY, d json", "id int PRIMARY KEY, d jsonb");
        write(
                "INSERT INTO characters VALUES (1, _latin1 X'E980', _utf8mb3 X'E4B8AD', 'b')",
                "INSERT IGNORE INTO characters VALUES (2, '', '', 'nothing')",
                "INSERT INTO numbers VALUES (0, 18446744073709551615)",
                "INSERT INTO names VALUES ('a'), ('A'), ('a ')",
                "INSERT INTO uuids VALUES (X'00112233445566778899AABBCCDDEEFF'), (X'20202020202020202020202020202020')",
                "INSERT INTO computed (id, n) VALUES (1, 21)",
                "SET foreign_key_checks = 0",
                "INSERT INTO tree VALUES (1, 2, 1), (2, 1, NULL)",
                "INSERT INTO teams VALUES (1, 2)",
                "INSERT INTO moments VALUES (1, '2024-03-10 02:30:00', '2024-03-10 02:30:00', '0000-00-00')",
                "INSERT INTO documents VALUES (1, '{\"b\": 9007199254740993, \"a\": [1.0, 1e2, 0.1]}')");

        requireSuccess("backfill");
        write(
                "INSERT INTO characters VALUES (3, _latin1 X'FF', _utf8mb3 X'C3A9', 'a')",
                "INSERT IGNORE INTO characters VALUES (4, 'x', 'y', 'nothing')",
                "INSERT INTO numbers VALUES (7, 9223372036854775808)",
                "UPDATE names SET name = 'B' WHERE name = 'A'",
                "INSERT INTO names VALUES ('b')",
                "INSERT INTO uuids VALUES (X'00000000000000000000000000000000')",
                "UPDATE computed SET n = 22",
                "INSERT INTO tree VALUES (3, 3, 1)",
                "UPDATE teams SET head = 3",
                "INSERT INTO moments VALUES (2, '2024-11-03 01:30:00', '2024-11-03 01:30:00', '0000-00-00')",
                "UPDATE documents SET d = '{\"n\": 18446744073709551615, \"x\": -0.5}'");
        requireSuccess("verify");

        assertThat(rows("SELECT * FROM characters ORDER BY id"))
                .containsExactly("1|\u00e9\u20ac|\u4e2d|b", "2|||", "3|\u00ff|\u00e9|a", "4|x|y|");
        assertThat(rows("SELECT * FROM numbers ORDER BY id"))
                .containsExactly("0|18446744073709551615", "7|9223372036854775808");
        assertThat(rows("SELECT name FROM names ORDER BY name COLLATE \"C\"")).containsExactly("B", "a", "a ", "b");
        assertThat(rows("SELECT encode(id, 'hex') FROM uuids ORDER BY id"))
                .containsExactly(
                        "00000000000000000000000000000000",
                        "00112233445566778899aabbccddeeff",
                        "20202020202020202020202020202020");
        assertThat(rows("SELECT * FROM computed")).containsExactly("1|22|44");
        assertThat(rows("SELECT * FROM tree ORDER BY id")).containsExactly("1|2|1", "2|1|null", "3|3|1");
        assertThat(rows("SELECT * FROM teams")).containsExactly("1|3");
        assertThat(rows("SELECT id, wall::text, to_char(happened AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), closed"
                        + " FROM moments ORDER BY id"))
                .containsExactly(
                        "1|2024-03-10 02:30:00|2024-03-10 07:30:00|null",
                        "2|2024-11-03 01:30:00|2024-11-03 06:30:00|null");
        assertThat(rows("SELECT d->'n' AS n, d->'x' AS x FROM documents")).containsExactly("18446744073709551615|-0.5");
        assertThat(pipeline.run("parked", "list").out()).contains("no parked events");
        assertThat(pipeline.findings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatPostgresCannotHoldAreLeftOutAndReported(Flavor flavor) throws IOException {
        start(flavor, """
              - {source: dates, tenant: none}
              - {source: flags, tenant: none}
              - {source: many, tenant: none}
            """.stripTrailing());
        create("many", "id int PRIMARY KEY, d datetime", "id int PRIMARY KEY, d timestamp(0)");
        write("""
            INSERT INTO many
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
            SELECT a.i * 40 + b.i, '0000-00-00' FROM n a, n b\
            """);
        create("dates", "id int PRIMARY KEY, d date", "id int PRIMARY KEY, d date");
        create("flags", "id int PRIMARY KEY, f tinyint(1)", "id int PRIMARY KEY, f boolean");
        write(
                "INSERT INTO dates VALUES (1, '2024-01-01'), (2, '0000-00-00'), (3, '2024-02-30'), (4, '9999-12-31')",
                "INSERT INTO flags VALUES (1, 0), (2, 2), (3, 1)");

        assertThat(pipeline.run("check").out() + pipeline.run("check").err())
                .contains("zero dates and invalid dates", "numbers other than 0 and 1");
        Outcome refused = pipeline.run("backfill");
        assertThat(refused.exit()).as("more such rows than a piece may have").isNotZero();
        assertThat(refused.err()).contains("public.many", "0000-00-00");
        assertThat(rows("SELECT id FROM dates ORDER BY id")).containsExactly("1", "4");
        write("UPDATE many SET d = '2024-01-01' WHERE id >= 3");
        requireSuccess("backfill");
        assertThat(rows("SELECT min(id), count(*) FROM many")).containsExactly("3|1597");
        assertThat(rows("SELECT * FROM flags ORDER BY id")).containsExactly("1|false", "3|true");
        write("INSERT INTO dates VALUES (5, '0000-00-00'), (6, '2024-01-06')", "UPDATE flags SET f = 1 WHERE id = 2");

        assertThat(pipeline.run("verify").exit()).isEqualTo(1);
        assertThat(rows("SELECT id FROM dates ORDER BY id")).containsExactly("1", "4", "6");
        assertThat(pipeline.findings())
                .containsExactlyInAnyOrder(
                        "MISSING_IN_TARGET public.dates 2",
                        "MISSING_IN_TARGET public.dates 3",
                        "MISSING_IN_TARGET public.many 0",
                        "MISSING_IN_TARGET public.many 1",
                        "MISSING_IN_TARGET public.many 2",
                        "APPLY_FAILURE public.dates 5");
    }
}
