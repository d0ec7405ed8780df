package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One source for each default: {@code check --format json} prints the defaults of docs/CONFIG.md. */
@Tag("unit")
class DocumentedDefaultsTest {
    /** Sections whose documented values are examples, not defaults. */
    private static final Set<String> EXAMPLES =
            Set.of("pipeline", "source", "target", "control", "tables", "canary", "correction.tables");
    /** Settings whose default depends on other settings; the comment beside each describes the dependency. */
    private static final Map<String, String> DERIVED = Map.of(
            "stream.slot", "default: reconciler_<pipeline>",
            "schedules.canary", "default: 1h if there is a canary, else off",
            "rules.user", "default: the role of each connection",
            "http.token", "default: a random one at each start");

    @TempDir
    private Path directory;

    @Test
    void everyDocumentedDefaultIsTheOneInEffect() throws IOException {
        Path shortest = Files.writeString(directory.resolve("shortest.yaml"), """
            pipeline: shop
            source: {url: "postgresql://me@a/shop", password: geheim}
            target: {url: "postgresql://me@b/shop"}
            tables: [{source: customers, tenant: none}]
            """);
        Path full = Files.writeString(directory.resolve("full.yaml"), DocumentedExamples.full());
        Files.writeString(directory.resolve("target-password"), "x\n");
        Map<String, String> inEffect = leaves(new ConfigLoader(Map.of()).effective(shortest));

        Map<String, String> environment = Map.of("SOURCE_PASSWORD", "x", "RECONCILER_TOKEN", "0123456789abcdef");
        Map<String, String> documented = leaves(new ConfigLoader(environment).effective(full));

        documented.keySet().removeIf(path -> EXAMPLES.stream().anyMatch(path::startsWith));
        assertThat(documented).hasSizeGreaterThan(35);
        assertThat(DocumentedExamples.full()).contains(DERIVED.values());
        documented.keySet().removeAll(DERIVED.keySet());
        inEffect.keySet().removeAll(DERIVED.keySet());
        inEffect.keySet().removeIf(path -> EXAMPLES.stream().anyMatch(path::startsWith));
        assertThat(inEffect).containsExactlyInAnyOrderEntriesOf(documented);
    }

    @Test
    void secretsAreNotPrinted() throws IOException {
        Path file = Files.writeString(directory.resolve("secret.yaml"), """
            pipeline: shop
            source: {url: "postgresql://me@a/shop", password: geheim}
            target: {url: "postgresql://me@b/shop", password: geheim}
            control: {url: "postgresql://me@c/shop", password: geheim}
            tables: [{source: customers, tenant: none}]
            http: {token: geheimgeheimgeheim}
            """);

        JsonNode settings = new ConfigLoader(Map.of()).effective(file);

        assertThat(settings.toString()).doesNotContain("geheim");
        assertThat(List.of(
                        settings.at("/source/password").asText(),
                        settings.at("/control/password").asText(),
                        settings.at("/http/token").asText()))
                .containsOnly("(hidden)");
    }

    private static Map<String, String> leaves(JsonNode tree) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> collect(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), leaves));
        } else {
            leaves.put(path, node.asText());
        }
    }
}
