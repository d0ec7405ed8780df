package dev.reconciler.app.config;

import static dev.reconciler.yaml.YamlTree.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.yaml.Places;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a connection's URL into the keys beside it, and requires host, database and user. */
final class ConnectionRules {
    private final Places places;

    ConnectionRules(Places places) {
        this.places = places;
    }

    void check(JsonNode tree, String name) {
        if (!(tree.get(name) instanceof ObjectNode connection)) {
            return;
        }
        List<String> path = List.of(name);
        if (connection.has("url")) {
            takeApart(connection, child(path, "url"));
        }
        if (places.hasProblem(child(path, "url"))) {
            return;
        }
        Engine engine = Engines.of(connection);
        if (!connection.has("port")) {
            connection.put("port", engine.defaultPort());
        }
        for (String key : List.of("host", "database", "user")) {
            if (connection.path(key).asText().isBlank() && !places.hasProblem(child(path, key))) {
                String fix = "add '" + key + "', or 'url: " + Engines.form() + "'";
                places.problem(child(path, key), "is missing", fix);
            }
        }
    }

    private void takeApart(ObjectNode connection, List<String> path) {
        String text = connection.path("url").asText();
        if (places.hasProblem(path) || !text.contains("://")) {
            return;
        }
        String form = "write " + Engines.forms();
        URI url;
        try {
            url = new URI(Engines.withoutJdbc(text));
        } catch (URISyntaxException e) {
            places.problem(path, "is not a URL", form);
            return;
        }
        String user = url.getRawUserInfo();
        if (user != null && user.contains(":")) {
            places.problem(path, "holds a password", "move it to 'password: ${PASSWORD}' beside the url");
        } else if (url.getRawQuery() != null) {
            places.problem(
                    path, "has options after '?'", "write them as keys beside the url, e.g. ssl: {mode: require}");
        } else if (url.getHost() == null) {
            places.problem(path, "has no host", form);
        } else {
            set(connection, path, "host", url.getHost().replaceAll("[\\[\\]]", ""));
            set(connection, path, "user", user);
            set(
                    connection,
                    path,
                    "database",
                    url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("^/", ""));
            if (url.getPort() > 0) {
                connection.put("port", url.getPort());
            }
        }
    }

    private void set(ObjectNode connection, List<String> path, String key, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        if (connection.has(key)) {
            places.problem(child(path.subList(0, 1), key), "is also in the url", "keep one of them");
            return;
        }
        connection.put(key, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
}
