package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.endpoint.engine.Engine;
import java.util.stream.Collectors;

/** The engine of a connection of the file. */
final class Engines {
    private static final String JDBC = "jdbc:";

    private Engines() {}

    /** The engine of the URL's scheme; the first installed engine if the connection has no URL. */
    static Engine of(JsonNode connection) {
        String url = withoutJdbc(connection.path("url").asText());
        int end = url.indexOf("://");
        return Engine.ofScheme(end < 0 ? "" : url.substring(0, end))
                .orElseGet(() -> Engine.all().get(0));
    }

    static String withoutJdbc(String url) {
        return url.startsWith(JDBC) ? url.substring(JDBC.length()) : url;
    }

    /** The form of a URL of the engine that a connection without one has, for messages. */
    static String form() {
        return form(Engine.all().get(0));
    }

    /** The forms of a URL of each engine, for messages. */
    static String forms() {
        return Engine.all().stream().map(Engines::form).collect(Collectors.joining(" or "));
    }

    private static String form(Engine engine) {
        return engine.schemes().get(0) + "://user@host:port/database";
    }
}
