package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.http.api.Api;
import dev.reconciler.app.testing.DaemonLab;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class OpenApiTest {
    private final JsonNode document;
    private final Set<String> served;

    OpenApiTest() throws Exception {
        document = new ObjectMapper().readTree(Api.class.getResource("/openapi.json"));
        try (DaemonLab daemon = new DaemonLab()) {
            served = new Api(daemon.services)
                    .routes().stream()
                            .map(route -> route.method().name().toLowerCase(Locale.ROOT) + " " + route.path())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(new Client(daemon).get("/api/openapi.json").json()).isEqualTo(document);
        }
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method + " " + path.getKey())));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        document.findValuesAsText("$ref").forEach(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    @Test
    void everyRequiredPropertyIsDescribed() {
        List<String> missing = new ArrayList<>();
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> missing(schema.getKey(), schema.getValue(), missing));
        assertThat(missing).isEmpty();
    }

    private static void missing(String path, JsonNode schema, List<String> missing) {
        schema.path("required").forEach(name -> {
            if (name.isTextual() && !schema.path("properties").has(name.asText())) {
                missing.add(path + "." + name.asText());
            }
        });
        schema.properties().forEach(entry -> missing(path + "/" + entry.getKey(), entry.getValue(), missing));
    }

    @Test
    void pathParametersAreDeclared() {
        document.get("paths").properties().forEach(path -> path.getValue().forEach(operation -> {
            Set<String> declared = new TreeSet<>();
            operation.path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("path")) {
                    declared.add("{" + parameter.get("name").asText() + "}");
                }
            });
            Set<String> used = new TreeSet<>();
            java.util.regex.Pattern.compile("\\{\\w+}")
                    .matcher(path.getKey())
                    .results()
                    .forEach(match -> used.add(match.group()));
            assertThat(declared).as(path.getKey()).isEqualTo(used);
        }));
    }
}
