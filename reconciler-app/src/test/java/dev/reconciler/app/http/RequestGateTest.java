package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.http.api.Api;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.testing.DaemonLab;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class RequestGateTest {
    private static final DaemonLab DAEMON = new DaemonLab();
    private static final String UNFINISHED_BODY =
            "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\na";
    private final Client client = new Client(DAEMON);

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded", "text/plain", "x"})
    void aBodyThatIsTooLargeIsRefusedWithAndWithoutItsLength(String type) {
        byte[] large = new byte[HttpServer.LARGEST_BODY + 1];
        for (String path : List.of("/login", "/health/live", "/api/v1/pipelines/shop/runs", "/nowhere")) {
            String declared = exchange(
                    "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
                            + large.length + "\r\n\r\n",
                    new byte[0]);
            assertThat(declared).startsWith("HTTP/1.1 413").contains("application/problem+json");
            String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(large.length) + "\r\n";
            assertThat(exchange(head, large)).startsWith("HTTP/1.1 413").contains("application/problem+json");
        }
    }

    /** Without buffers for the whole body the client can send it only if the server reads it. */
    @Test
    @Timeout(60)
    void clientThatStillSendsARefusedBodyIsNotReset() throws IOException {
        byte[] body = new byte[8 * HttpServer.LARGEST_BODY];
        try (Socket socket = connect()) {
            socket.setSendBufferSize(64 * 1024);
            write(
                    socket,
                    "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: " + body.length
                            + "\r\n\r\n");
            socket.getOutputStream().write(body);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
        }
    }

    @Test
    void multipartIsRefusedUnread() {
        for (String path : List.of("/login", "/logout", "/api/v1/pipelines/shop/runs", "/health/live")) {
            Answer answer = client.send(client.request(path)
                    .header("Content-Type", "Multipart/form-data; boundary=b")
                    .POST(BodyPublishers.ofString("--b\r\n")));
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.text("/type")).isEqualTo("urn:reconciler:problem:unsupported-media-type");
        }
    }

    @Test
    void nulInAParameterAndAnotherMethodInAHeaderAreRefused() {
        assertThat(client.get("/api/v1/discrepancies?table=a%00b").status()).isEqualTo(400);
        Answer other = client.send(client.authorized("/api/v1/status").header("X-HTTP-Method-Override", "POST"));
        assertThat(other.status()).isEqualTo(400);
    }

    @Test
    @Timeout(60)
    void bodiesThatNeverEndTakeNoThreadAndOneTooManyIsRefused() throws IOException {
        int tooMany = 64;
        List<SocketChannel> unfinished = new ArrayList<>();
        try (HttpServer server = serverWaitingForBodies(Duration.ofHours(1));
                Selector answered = Selector.open()) {
            try {
                for (int i = 0; i < RequestGate.READING + tooMany; i++) {
                    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()));
                    unfinished.add(channel);
                    channel.write(ByteBuffer.wrap(UNFINISHED_BODY.getBytes(StandardCharsets.US_ASCII)));
                    channel.configureBlocking(false);
                    channel.register(answered, SelectionKey.OP_READ);
                }
                // The server reads the connections in an order of its own.
                List<SocketChannel> refused = new ArrayList<>();
                while (refused.size() < tooMany) {
                    answered.select(key -> {
                        refused.add((SocketChannel) key.channel());
                        key.cancel();
                    });
                }
                try (Socket socket = new Socket("127.0.0.1", server.port())) {
                    socket.setSoTimeout(20_000);
                    write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                    assertThat(text(socket)).startsWith("HTTP/1.1 200");
                }
                List<SelectionKey> early = new ArrayList<>();
                answered.selectNow(early::add); // deregisters what is cancelled, so that it can block again
                for (SocketChannel channel : refused) {
                    channel.configureBlocking(true);
                    assertThat(text(channel.socket()))
                            .startsWith("HTTP/1.1 503")
                            .contains("Retry-After", "urn:reconciler:problem:unavailable");
                }
                answered.selectNow(early::add);
                assertThat(early).isEmpty();
            } finally {
                for (SocketChannel channel : unfinished) {
                    channel.close();
                }
            }
        }
    }

    @Test
    @Timeout(60)
    void aBodyThatIsNotCompleteInTimeIsRefused() throws IOException {
        try (HttpServer server = serverWaitingForBodies(Duration.ofMillis(200));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            write(socket, UNFINISHED_BODY);

            assertThat(text(socket)).startsWith("HTTP/1.1 408").contains("application/problem+json");
        }
    }

    private static HttpServer serverWaitingForBodies(Duration bodyTime) {
        AccessControl access = new AccessControl(DaemonLab.token(), DAEMON.sessions(), false);
        return HttpServer.start("127.0.0.1", 0, access, List.of(new Api(DAEMON.services)), bodyTime);
    }

    /** The server's answer to a request that it may refuse before it is completely sent. */
    private static String exchange(String head, byte[] body) {
        try (Socket socket = connect()) {
            write(socket, head);
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return text(socket);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Socket connect() throws IOException {
        String url = DAEMON.url("");
        int port = Integer.parseInt(url.replaceAll(".*:(\\d+).*", "$1"));
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(600), StandardCharsets.UTF_8);
    }
}
