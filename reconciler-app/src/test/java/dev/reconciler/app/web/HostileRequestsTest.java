package dev.reconciler.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.api.Api;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.testing.DaemonLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** For any request to any route, with or without the token, the answer is an error of the request, not of the daemon. */
@Tag("db")
class HostileRequestsTest {
    private static final DaemonLab DAEMON = PageClient.daemon();
    private static final List<String> TYPES = List.of(
            "",
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data; boundary=b",
            "a/b;;=");
    private static final Map<String, byte[]> BODIES = new LinkedHashMap<>();
    private static final List<String> QUERIES = List.of(
            "%",
            "a=%zz",
            "page=%ff%fe",
            "page=%c0%80",
            "state=%00",
            "after=%ED%A0%80",
            "size=99999999999999999999",
            "page=-1&size=0",
            "q=" + "x".repeat(6_000),
            "a=b&a=b&a",
            "=",
            "next=//evil.example");
    private static final List<String> IDS = List.of(
            "%",
            "%zz",
            "%00",
            "%ff",
            "..%2f..%2fetc",
            "%2e%2e",
            "a%5cb",
            "%E2%80%AE",
            "9".repeat(40),
            "x".repeat(5_000),
            "%0d%0aX:y",
            ";a=b");

    static {
        BODIES.put("half a document", ascii("{\"a\": "));
        BODIES.put("NUL", new byte[] {0, 0, 0});
        BODIES.put("no UTF-8", new byte[] {(byte) 0xff, (byte) 0xfe, '=', (byte) 0xc0});
        BODIES.put("bad percent-encoding", ascii("action=%zz&%=%&version=%00&job=%ff"));
        BODIES.put("NUL in JSON", ascii("{\"action\": \"\\u0000\", \"job\": \"\\ud800\"}"));
        BODIES.put("deep", ascii("[".repeat(50_000)));
    }

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void nothingIsInTheLogThatLooksLikeAFailure() {
        root.detachAppender(log);
        assertThat(log.list)
                .filteredOn(
                        event -> event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<Route> routes() {
        return Stream.concat(
                        Web.routes(DAEMON.services, DaemonLab.token(), DAEMON.sessions()).stream()
                                .flatMap(part -> part.routes().stream()),
                        new Api(DAEMON.services).routes().stream())
                .toList();
    }

    /** Headers without a login, and of a person with all rights. */
    private static List<String> callers() {
        return List.of(
                "",
                "Authorization: Bearer " + DaemonLab.TOKEN + "\r\nCookie: " + AccessControl.COOKIE + "="
                        + DAEMON.sessions().issue("ada") + "\r\nOrigin: http://x\r\nAccept: text/html\r\n");
    }

    private static String path(Route route, String id) {
        return route.path().replace("{pipeline}", "shop").replaceAll("\\{[a-z]+}", id.replace("\\", "\\\\"));
    }

    private static void forEveryRoute(Consumer<Request> probe) {
        for (Route route : routes()) {
            for (String caller : callers()) {
                probe.accept(new Request(route.method().name(), path(route, "1"), caller, "", new byte[0]));
            }
        }
    }

    private record Request(String method, String target, String caller, String type, byte[] body) {
        Request withTarget(String other) {
            return new Request(method, other, caller, type, body);
        }

        Request withBody(String otherType, byte[] other) {
            return new Request(method, target, caller, otherType, other);
        }

        Request withHeaders(String more) {
            return new Request(method, target, caller + more, type, body);
        }

        String send() {
            String head = method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + caller
                    + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                    + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
            return exchange(head, body);
        }
    }

    private static String exchange(String head, byte[] body) {
        try (Socket socket = new Socket("127.0.0.1", DAEMON.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String isAnswered(Request request, String what) {
        String answer = request.send();
        String as = what + ": " + request.method() + " " + shortened(request.target()) + " -> " + shortened(answer);
        assertThat(answer)
                .as(as)
                .matches("(?s)HTTP/1.1 [1234]\\d\\d .*")
                .doesNotContain("Exception", "\tat ", "org.eclipse");
        if (answer.startsWith("HTTP/1.1 4")) {
            assertThat(answer).as(as).containsAnyOf("application/problem+json", "text/html");
            assertThat(answer).as(as).containsAnyOf("urn:reconciler:problem:", "<!DOCTYPE html>");
        }
        return answer;
    }

    private static void isRefused(Request request, String what) {
        assertThat(isAnswered(request, what))
                .as(what + " " + shortened(request.target()))
                .startsWith("HTTP/1.1 4");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }

    @Test
    void noBodyOfAnyTypeBreaksARoute() {
        forEveryRoute(request -> TYPES.forEach(type -> BODIES.forEach((what, body) -> {
            if (request.method().equals("POST")) {
                isAnswered(request.withBody(type, body), what + " as " + type);
            }
        })));
    }

    /** Refused by its declared length, before the client sends the body. */
    @Test
    void aBodyThatIsTooLargeIsRefusedByEveryRoute() {
        forEveryRoute(request -> TYPES.forEach(type ->
                isRefused(request.withBody(type, new byte[0]).withHeaders("Content-Length: 262145\r\n"), "too large")));
    }

    @Test
    void noQueryBreaksARoute() {
        forEveryRoute(request ->
                QUERIES.forEach(query -> isAnswered(request.withTarget(request.target() + "?" + query), query)));
    }

    @Test
    void noIdBreaksARoute() {
        List<Route> named =
                routes().stream().filter(route -> route.path().contains("{")).toList();
        assertThat(named).hasSizeGreaterThan(8);
        for (Route route : named) {
            for (String caller : callers()) {
                for (String id : IDS) {
                    isAnswered(
                            new Request(
                                    route.method().name(), path(route, id), caller, "application/json", ascii("{}")),
                            id);
                }
            }
        }
    }

    @Test
    void headersThatAreTooLargeOrMalformedAreRefused() {
        forEveryRoute(request -> {
            isRefused(request.withHeaders("X-Large: " + "x".repeat(20_000) + "\r\n"), "a large header");
            isRefused(request.withHeaders("no colon here\r\n"), "no header");
        });
        for (String line : List.of(
                "GET",
                "GET / HTTP/9.9",
                "GET / HTTP/1.1 x",
                "G\u0000T / HTTP/1.1",
                "GET http://[ HTTP/1.1",
                "\u0016\u0003\u0001")) {
            String answer = exchange(line + "\r\nHost: x\r\n\r\n", new byte[0]);
            assertThat(answer)
                    .as(line)
                    .matches("(?s)(HTTP/1.1 (4\\d\\d|505) .*)?")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void headersThatNeverEndTakeNoThreadFromHealth() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = new Socket("127.0.0.1", DAEMON.port());
                slow.add(socket);
                socket.getOutputStream().write(ascii("GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: "));
                socket.getOutputStream().flush();
            }
            String head = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            assertThat(exchange(head, new byte[0])).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
