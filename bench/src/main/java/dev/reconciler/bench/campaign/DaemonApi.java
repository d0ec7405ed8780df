package dev.reconciler.bench.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The daemon's HTTP API, as a user's script calls it. */
final class DaemonApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int PAGE = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final int port;
    private final String token;

    DaemonApi(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** Returns whether the daemon reports that it is ready. */
    boolean ready() throws InterruptedException {
        try {
            return send(request("/health/ready").GET().build()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws IOException if the daemon does not answer, or the answer is an error */
    JsonNode get(String path) throws IOException, InterruptedException {
        return body(send(request(path).GET().build()));
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return body(send(request(path)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .header("Content-Type", "application/json")
                .build()));
    }

    /** Returns every item of a paged list. */
    List<JsonNode> all(String path) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        for (int page = 0; ; page++) {
            JsonNode part = get(path + (path.contains("?") ? "&" : "?") + "size=" + PAGE + "&page=" + page);
            part.path("items").forEach(items::add);
            if (part.path("items").size() < PAGE) {
                return items;
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Reconciler-Actor", "campaign")
                .timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    private static JsonNode body(HttpResponse<String> response) throws IOException {
        if (response.statusCode() >= 300) {
            throw new IOException("HTTP " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
