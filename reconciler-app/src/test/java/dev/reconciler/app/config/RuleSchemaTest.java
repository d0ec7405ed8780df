package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema of rules and the reader of rule files accept the same files. */
@Tag("unit")
class RuleSchemaTest {
    private static final String HEAD = "rule: r\ndescription: d\ntable: s.t\naction: warn\n";
    private static final String QUERY = "query: {source: SELECT 1, target: SELECT 1, key: [id], values: {n: %s}}\n";

    @TempDir
    private Path folder;

    private static Schema schema() throws IOException {
        try (InputStream in = RuleFiles.class.getResourceAsStream("/schema/rule.schema.json")) {
            JsonNode root = new ObjectMapper().readTree(Objects.requireNonNull(in));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(root);
        }
    }

    private static boolean schemaAccepts(String text) throws IOException {
        return schema().validate(new YamlTree(written -> written, new Places()).read(text))
                .isEmpty();
    }

    private boolean readerAccepts(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("rule.yaml"), text);
        return RuleFiles.read(List.of(file), CronExpressions::sixFields)
                .problems()
                .isEmpty();
    }

    @Test
    void bothAcceptEveryExample() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "rules"))) {
            for (Path file : files.filter(of -> of.toString().endsWith(".yaml")).toList()) {
                String text = Files.readString(file);
                assertThat(schemaAccepts(text)).as(file.toString()).isTrue();
                assertThat(readerAccepts(text)).as(file.toString()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "row_count: {}",
                "row_count: {by: [a], tolerance: {absolute: 1, percent: 0.5%}, where: {source: a, target: b}}",
                "sum: {values: {a: 0.1%, b: 0}}",
                "aggregate: {values: {a: max(x), b: {sql: min(x), percent: 1%}, c: {source: a, target: b, absolute: 2}}}",
                "null: {columns: [a], at_most: 10}",
                "temporal: {not_future: [a], tolerance: 5s}",
                "row_count: {}\nphase: post\nowner: o\ntenant: none\ntimeout: 500ms\nseverity: low",
                "row_count: {}\nschedule: {cron: '0 2 * * *', zone: UTC}"
            })
    void bothAccept(String condition) throws IOException {
        assertThat(schemaAccepts(HEAD + condition)).isTrue();
        assertThat(readerAccepts(HEAD + condition)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "row_count: {}\nsum: {values: {a: 0}}",
                "row_count: {by: []}",
                "row_count: {tolerance: {}}",
                "row_count: {tolerance: -1}",
                "row_count: {tolerance: 1 %}",
                "row_count: {where: {source: a}}",
                "row_count: {tolerance: {absolute: 1%}}",
                "sum: {values: {}}",
                "aggregate: {values: {a: {sql: x, target: y}}}",
                "aggregate: {values: {a: {percent: 1%}}}",
                "null: {columns: [a], at_most: 0.5}",
                "null: {columns: a}",
                "temporal: {tolerance: 1s}",
                "temporal: {order: [a]}",
                "referential: {columns: [a], parent: t}",
                "source_only: {target: SELECT 1, key: [id]}",
                "row_count: {}\nphase: before",
                "row_count: {}\ntenant: all",
                "row_count: {}\ntimeout: 5",
                "row_count: {}\nschedule: {cron: '0 2 * * *'}",
                "row_count: {}\nowner: ''"
            })
    void bothRefuse(String condition) throws IOException {
        assertThat(schemaAccepts(HEAD + condition)).isFalse();
        assertThat(readerAccepts(HEAD + condition)).isFalse();
    }

    @Test
    void tolerancesOfQueriesAreTheSame() throws IOException {
        for (String good : List.of("0", "0.005", "1%", "{percent: 1%}")) {
            assertThat(schemaAccepts(HEAD + QUERY.formatted(good))).as(good).isTrue();
            assertThat(readerAccepts(HEAD + QUERY.formatted(good))).as(good).isTrue();
        }
        for (String bad : List.of("some", "%", "[]", "{relative: 1}")) {
            assertThat(schemaAccepts(HEAD + QUERY.formatted(bad))).as(bad).isFalse();
            assertThat(readerAccepts(HEAD + QUERY.formatted(bad))).as(bad).isFalse();
        }
    }

    /** The form of a cron expression and a time zone is not the schema's. */
    @Test
    void theReaderKnowsTheSchedulersExpressions() throws IOException {
        assertThat(readerAccepts(HEAD + "row_count: {}\nschedule: {cron: '0 25 * * *', zone: UTC}"))
                .isFalse();
        assertThat(readerAccepts(HEAD + "row_count: {}\nschedule: {cron: '0 2 * * *', zone: Mars}"))
                .isFalse();
    }
}
