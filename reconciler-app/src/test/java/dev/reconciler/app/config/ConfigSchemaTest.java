package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ConfigSchemaTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void theSchemaIsAValidSchema() throws IOException {
        var metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(metaSchema.validate(json.readTree(ConfigSchema.text()))).isEmpty();
    }

    @Test
    void theDocumentedFileSetsEverythingThatTheSchemaKnows() throws IOException {
        JsonNode schema = json.readTree(ConfigSchema.text());
        Set<String> known = new TreeSet<>();
        collect(schema, schema, "", known);
        Set<String> documented = new TreeSet<>();
        paths(tree(DocumentedExamples.full()), schema, schema, "", documented);

        for (String fragment : DocumentedExamples.fragments()) {
            paths(tree(fragment), schema, schema, "", documented);
        }

        assertThat(documented).containsAll(known);
    }

    @Test
    void thePackagedExampleIsTheDocumentedOne() throws IOException {
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/examples/reconciler.yaml"))) {
            String packaged = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(packaged.substring(packaged.indexOf('\n') + 1)).isEqualTo(DocumentedExamples.shortest());
        }
    }

    private static JsonNode tree(String yaml) {
        Places places = new Places();
        Map<String, String> environment = Map.of("SOURCE_PASSWORD", "x", "RECONCILER_TOKEN", "0123456789abcdef");
        JsonNode tree = new YamlTree(new Interpolation(environment, Path.of(".")), places)
                .read(yaml.replace("${file:", "$${file:"));
        assertThat(places.problems()).isEmpty();
        return tree;
    }

    /** Collects keys by their definition, so that one connection may show the keys that the other leaves out. */
    private static void collect(JsonNode rule, JsonNode root, String name, Set<String> out) {
        JsonNode resolved = resolve(rule, root);
        String owner = owner(rule, name);
        resolved.path("properties").properties().forEach(property -> {
            String path = path(property.getValue(), owner, property.getKey());
            out.add(path);
            collect(property.getValue(), root, path, out);
        });
        if (resolved.has("items")) {
            collect(resolved.get("items"), root, owner, out);
        }
        if (resolved.path("additionalProperties").has("$ref")) {
            collect(resolved.get("additionalProperties"), root, owner, out);
        }
    }

    private static void paths(JsonNode tree, JsonNode rule, JsonNode root, String name, Set<String> out) {
        JsonNode resolved = resolve(rule, root);
        String owner = owner(rule, name);
        tree.properties().forEach(entry -> {
            JsonNode property = resolved.path("properties").path(entry.getKey());
            boolean named = !property.isMissingNode();
            String path = path(property, owner, entry.getKey());
            if (named) {
                out.add(path);
            }
            JsonNode next = named ? property : resolved.path("additionalProperties");
            paths(entry.getValue(), next, root, named ? path : owner, out);
        });
        if (tree.isArray()) {
            tree.forEach(item -> paths(item, resolved.path("items"), root, owner, out));
        }
    }

    private static String owner(JsonNode rule, String name) {
        return rule.has("$ref") ? rule.get("$ref").asText().replace("/properties/", ".") : name;
    }

    /** A key that a definition has from another one is that one's. */
    private static String path(JsonNode property, String owner, String key) {
        return property.path("$ref").asText().contains("/properties/") ? owner(property, key) : owner + "." + key;
    }

    private static JsonNode resolve(JsonNode rule, JsonNode root) {
        return rule.has("$ref") ? resolve(root.at(rule.get("$ref").asText().substring(1)), root) : rule;
    }
}
