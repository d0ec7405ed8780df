package dev.reconciler.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.testing.DaemonLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the API as a script does. */
final class Client {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final DaemonLab daemon;

    Client(DaemonLab daemon) {
        this.daemon = daemon;
    }

    record Answer(int status, HttpResponse<String> response, JsonNode json) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode at(String pointer) {
            return json.at(pointer);
        }

        String text(String pointer) {
            return json.at(pointer).asText();
        }
    }

    Answer get(String path) {
        return send(authorized(path).GET());
    }

    Answer post(String path, String body) {
        return postAs("api", path, body);
    }

    Answer postAs(String actor, String path, String body) {
        return send(authorized(path)
                .header("Content-Type", "application/json")
                .header("Reconciler-Actor", actor)
                .POST(BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + DaemonLab.TOKEN);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(daemon.url(path))).timeout(Duration.ofSeconds(30));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode json = type.contains("json") ? MAPPER.readTree(response.body()) : MAPPER.nullNode();
            return new Answer(response.statusCode(), response, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
