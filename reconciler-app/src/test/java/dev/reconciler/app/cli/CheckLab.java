package dev.reconciler.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Two databases with a table {@code items}, and {@code check} of a configuration over them. */
final class CheckLab {
    final PostgresCluster cluster = PostgresCluster.shared();
    final String source = cluster.createDatabase("lab_source");
    final String target = cluster.createDatabase("lab_target");
    private final Path directory;

    CheckLab(Path directory) {
        this.directory = directory;
        for (String database : List.of(source, target)) {
            cluster.execute(database, "CREATE TABLE items (id bigint PRIMARY KEY, name text)");
        }
    }

    /** Creates a role with a pipeline's rights, and returns its name. */
    String role(String attributes) {
        String role = source + "_role";
        cluster.createRole(role, "secret", attributes);
        cluster.execute(
                source,
                "GRANT CREATE ON DATABASE " + source + " TO " + role,
                "GRANT CREATE ON DATABASE " + target + " TO " + role,
                "ALTER TABLE items OWNER TO " + role);
        cluster.execute(target, "ALTER TABLE items OWNER TO " + role);
        return role;
    }

    String config() {
        return config("postgres", "");
    }

    /** @param more keys of both connections, each with a comma before it */
    String config(String user, String more) {
        return config(cluster.port(), user, more, "items");
    }

    String config(int sourcePort, String user, String more, String table) {
        return """
            pipeline: lab
            source: {host: localhost, port: %d, user: %s, password: secret, database: %s%s}
            target: {host: localhost, port: %d, user: %s, password: secret, database: %s%s}
            tables: [{source: %s, tenant: none}]
            rules: none
            """.formatted(sourcePort, user, source, more, cluster.port(), user, target, more, table);
    }

    /** Returns the problems of a severity, each with place, message and fix. */
    List<String> check(String config, Severity severity) throws IOException {
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), config);
        Outcome outcome = Outcome.of(
                List.of(new CheckCommand(new ConfigLoader(Map.of()), new Preflight())),
                "check",
                "--config",
                file.toString(),
                "--format",
                "json");
        return new ObjectMapper()
                .readTree(outcome.out()).findParents("severity").stream()
                        .filter(problem -> problem.path("severity").asText().equals(severity.name()))
                        .map(problem -> problem.path("where").asText() + " | "
                                + problem.path("what").asText() + " | "
                                + problem.path("fix").asText())
                        .toList();
    }

    List<String> errors(String config) throws IOException {
        return check(config, Severity.ERROR);
    }
}
