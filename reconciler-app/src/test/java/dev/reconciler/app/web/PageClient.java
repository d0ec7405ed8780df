package dev.reconciler.app.web;

import dev.reconciler.app.testing.DaemonLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests pages and sends their forms like a browser. */
final class PageClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final DaemonLab daemon;
    private String cookie = "";

    PageClient(DaemonLab daemon) {
        this.daemon = daemon;
    }

    /** A daemon that serves its pages too. */
    static DaemonLab daemon() {
        return new DaemonLab((services, sessions) -> Web.routes(services, DaemonLab.token(), sessions));
    }

    record Answer(int status, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String body() {
            return response.body();
        }
    }

    /** Sends this session's cookie from now on. */
    PageClient loggedIn() {
        return loggedInAs("Ada");
    }

    PageClient loggedInAs(String name) {
        cookie = login(name, DaemonLab.TOKEN, "/").header("Set-Cookie").replaceAll(";.*", "");
        return this;
    }

    Answer login(String token, String next) {
        return login("Ada", token, next);
    }

    private Answer login(String name, String token, String next) {
        return post("/login", Map.of("name", name, "token", token, "next", next));
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", daemon.url(""))
                .POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.url(path)))
                .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
                .timeout(Duration.ofSeconds(30));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
