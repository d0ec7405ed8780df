package dev.reconciler.app.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.Main;
import dev.reconciler.app.cli.Outcome;
import dev.reconciler.run.RunListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A pipeline of any configuration file, operated by command lines.
 *
 * @param environment the variables to which the file refers
 */
public record ConfiguredPipeline(Path file, Map<String, String> environment) {
    /** Runs a command line to its end. */
    public Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", file.toString()));
        return Outcome.of(
                Main.commands(
                        environment,
                        RunListener.NONE,
                        () -> {
                            throw new IllegalStateException("no command here runs until it is stopped");
                        },
                        "tester"),
                all.toArray(String[]::new));
    }

    /** Type, table, key and differing columns of each open discrepancy, without trailing blanks. */
    public List<String> findings() {
        Outcome listed = run("review", "list", "--open", "--format", "json");
        try {
            JsonNode items = new ObjectMapper().readTree(listed.out());
            return StreamSupport.stream(items.spliterator(), false)
                    .map(item -> String.join(
                                    " ",
                                    item.path("type").asText(),
                                    item.path("table").asText(),
                                    item.path("key").asText(),
                                    columns(item))
                            .strip())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + listed, e);
        }
    }

    private static String columns(JsonNode item) {
        List<String> columns = new ArrayList<>();
        item.path("columns").forEach(column -> columns.add(column.asText()));
        return String.join(",", columns);
    }
}
