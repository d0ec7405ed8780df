package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.reconciler.yaml.Places;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The published JSON Schema. It checks a file's form and holds every default that is not derived. */
public final class ConfigSchema {
    private static final String RESOURCE = "/schema/reconciler.schema.json";

    private static final String HIDDEN = "(hidden)";

    private final JsonNode root;
    private final Schema schema;

    public ConfigSchema() {
        try {
            root = new ObjectMapper().readTree(text());
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration schema is not valid JSON", e);
        }
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
    }

    /** The schema as it is published, for editors. */
    public static String text() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
    }

    /** Reports everything in the tree that the schema forbids. */
    void validate(JsonNode tree, Places places) {
        for (Error error : schema.validate(tree)) {
            List<String> path = new ArrayList<>();
            for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
                path.add(String.valueOf(error.getInstanceLocation().getElement(i)));
            }
            new SchemaProblem(error, List.copyOf(path), at(path)).note(tree, places);
        }
    }

    /** Adds the defaults of all missing settings. */
    void fillIn(JsonNode tree) {
        fillIn(tree, root);
    }

    private void fillIn(JsonNode tree, JsonNode rule) {
        JsonNode resolved = resolve(rule);
        if (tree instanceof ObjectNode object) {
            for (var property : resolved.path("properties").properties()) {
                JsonNode value = withDefault(property.getValue());
                if (!object.has(property.getKey()) && value.has("default")) {
                    object.set(property.getKey(), value.get("default").deepCopy());
                }
            }
            for (var entry : object.properties()) {
                fillIn(entry.getValue(), step(resolved, entry.getKey()));
            }
        } else if (tree.isArray()) {
            tree.forEach(item -> fillIn(item, resolved.path("items")));
        }
    }

    /** Replaces the value of each property that the schema calls {@code writeOnly}. */
    void hideSecrets(JsonNode tree) {
        hideSecrets(tree, root);
    }

    private void hideSecrets(JsonNode tree, JsonNode rule) {
        JsonNode resolved = resolve(rule);
        if (tree instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                JsonNode property = step(resolved, entry.getKey());
                if (isSecret(property)) {
                    entry.setValue(TextNode.valueOf(HIDDEN));
                } else {
                    hideSecrets(entry.getValue(), property);
                }
            }
        } else if (tree.isArray()) {
            tree.forEach(item -> hideSecrets(item, resolved.path("items")));
        }
    }

    private boolean isSecret(JsonNode rule) {
        JsonNode at = rule;
        while (!at.has("writeOnly") && at.path("$ref").isTextual()) {
            at = referred(at);
        }
        return at.path("writeOnly").asBoolean();
    }

    /** A property's own default takes precedence over that of the definition to which it refers. */
    private JsonNode withDefault(JsonNode rule) {
        JsonNode at = rule;
        while (!at.has("default") && at.path("$ref").isTextual()) {
            at = referred(at);
        }
        return at;
    }

    private JsonNode at(List<String> path) {
        JsonNode rule = root;
        for (String step : path) {
            rule = step(resolve(rule), step);
        }
        return resolve(rule);
    }

    private JsonNode step(JsonNode rule, String name) {
        JsonNode property = rule.path("properties").path(name);
        if (!property.isMissingNode()) {
            return property;
        }
        return rule.has("items") ? rule.path("items") : rule.path("additionalProperties");
    }

    private JsonNode resolve(JsonNode rule) {
        return rule.path("$ref").isTextual() ? resolve(referred(rule)) : rule;
    }

    private JsonNode referred(JsonNode rule) {
        return root.at(rule.path("$ref").asText().substring(1));
    }
}
