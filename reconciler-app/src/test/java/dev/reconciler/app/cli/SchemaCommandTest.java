package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.run.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code schema diff} and {@code schema dump} on two databases and on files. */
@Tag("db")
class SchemaCommandTest {
    @TempDir
    private Path directory;

    private CheckLab lab;
    private String config = "";

    @BeforeEach
    void makeLab() throws IOException {
        lab = new CheckLab(directory);
        config = Files.writeString(directory.resolve("reconciler.yaml"), lab.config())
                .toString();
    }

    private static Outcome run(String... arguments) {
        return Outcome.of(
                List.of(new SchemaCommand(
                        new Pipelines(new ConfigLoader(Map.of()), new Preflight(), RunListener.NONE, "test"))),
                Stream.concat(Stream.of("schema"), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void exitStatusIsTheLevelOfTheWorstDifference() throws IOException {
        Outcome equal = run("diff", "--config", config);
        assertThat(equal.exit()).as(equal.toString()).isZero();
        assertThat(equal.out()).contains("0 differences; overall: none");

        lab.cluster.execute(lab.target, "ALTER TABLE items ADD note text, ADD CHECK (id > 0)");
        Outcome risky = run("diff", "--config", config);
        assertThat(risky.exit()).isEqualTo(1);
        assertThat(risky.out())
                .contains("potentially breaking: public.items -> public.items: check items_id_check")
                .contains("additive: public.items -> public.items: the target has column note (text)")
                .contains("overall: potentially breaking");

        lab.cluster.execute(lab.target, "ALTER TABLE items ALTER COLUMN name TYPE varchar(10)");
        Outcome breaking = run("diff", "--config", config);
        assertThat(breaking.exit()).isEqualTo(2);
        assertThat(Files.readString(Path.of("../docs/OPERATIONS.md")))
                .contains(breaking.out().lines().limit(5).collect(Collectors.joining("\n", "```\n", "\n```")));
        assertThat(breaking.out())
                .startsWith("breaking: public.items -> public.items: name (text) becomes name (character varying(10))")
                .contains("effect: narrowing, rejected writes on insert, update")
                .contains(
                        "count on the source: SELECT count(*) FROM \"public\".\"items\" WHERE char_length(\"name\") > 10;")
                .contains("change: ALTER TABLE \"public\".\"items\" ALTER COLUMN \"name\" TYPE text;")
                .contains(
                        "reverse: ALTER TABLE \"public\".\"items\" ALTER COLUMN \"name\" TYPE character varying(10);");
    }

    @Test
    void dumpedSchemasGiveTheSameDifferencesWithoutServers() throws IOException {
        lab.cluster.execute(
                lab.target,
                "ALTER TABLE items ALTER COLUMN name TYPE varchar(10), ADD UNIQUE (name), ADD n int NOT NULL DEFAULT 1");
        lab.cluster.execute(lab.source, "CREATE TABLE only_here (id int PRIMARY KEY)", "CREATE VIEW v AS TABLE items");
        String source = directory.resolve("source.json").toString();
        String target = directory.resolve("target.json").toString();
        assertThat(run("dump", "--config", config, "--side", "source", "--file", source)
                        .out())
                .contains("2 tables of the source written to");
        assertThat(run("dump", "--config", config, "--side", "target", "--file", target)
                        .exit())
                .isZero();

        Outcome live = run("diff", "--config", config, "--json");
        JsonNode report = new ObjectMapper().readTree(live.out());
        assertThat(report.path("level").asText()).isEqualTo("BREAKING");
        assertThat(report.findValuesAsText("kind")).contains("TYPE", "UNIQUE", "COLUMN", "TABLE", "VIEW");
        assertThat(report.findValuesAsText("what")).contains("source table public.only_here is not mapped");

        Outcome files = run("diff", "--source-file", source, "--target-file", target, "--format", "json");
        assertThat(files.exit()).isEqualTo(2);
        assertThat(files.out()).isEqualTo(live.out());
        assertThat(run("diff", "--config", config, "--source-file", source, "--json")
                        .out())
                .isEqualTo(live.out());
    }

    @Test
    void anErrorIsNoLevel() throws IOException {
        assertThat(run("diff", "--nonsense").exit()).isEqualTo(3);
        assertThat(run("diff", "--config", "no-such-file.yaml").exit()).isEqualTo(3);
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"format\": 1}");
        Outcome refused = run("diff", "--source-file", broken.toString(), "--target-file", broken.toString());
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).contains("broken.json can't be read as a catalog");
        assertThat(run("dump", "--config", "no-such-file.yaml", "--side", "source", "--file", "x")
                        .exit())
                .isEqualTo(2);
        assertThat(run().exit()).isEqualTo(2);
    }
}
