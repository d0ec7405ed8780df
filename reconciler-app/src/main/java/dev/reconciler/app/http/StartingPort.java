package dev.reconciler.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the HTTP port from before the first database connection, and answers on it until the server takes it over:
 * {@code /health/live} with 200, {@code /health/ready} with 503 and the present step of the start, every other path with 503. A
 * port that is in use ends the start before it creates anything, and no other process can take the port during the start.
 *
 * <p>A connection gets one answer and {@link #READ_TIME} to send its request. A few connections are served at the same time;
 * further ones are closed.
 */
public final class StartingPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartingPort.class);
    private static final int READ_TIME = 2_000;
    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final int LARGEST_HEAD = 8_192;

    private final ServerSocketChannel channel;
    private final Selector selector;
    private final Thread accepting;
    private final ThreadPoolExecutor answering;
    private volatile String what = "checking the configuration";
    private volatile boolean stopped;
    private volatile boolean takenOver;

    private StartingPort(ServerSocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
        this.answering = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), StartingPort::daemon);
        this.accepting = daemon(this::accept);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "reconciler-starting");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Binds the port and begins to answer.
     *
     * @param port 0 for any free one
     * @throws IllegalStateException if it can't be bound; the message names the setting
     */
    public static StartingPort open(String bind, int port) {
        ServerSocketChannel channel = HttpPort.bind(bind, port);
        try {
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_ACCEPT);
            StartingPort starting = new StartingPort(channel, selector);
            starting.accepting.start();
            return starting;
        } catch (IOException e) {
            HttpPort.close(channel);
            throw new IllegalStateException("can't serve on " + bind + " port " + port + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return channel.socket().getLocalPort();
    }

    /** @param doing the present step of the start, such as "creating the replication slot" */
    public void now(String doing) {
        what = doing;
    }

    /** Stops answering, and passes the bound port to the caller; connections meanwhile queue in the server's backlog. */
    ServerSocketChannel handOver() {
        stop();
        takenOver = true;
        try {
            channel.configureBlocking(true);
        } catch (IOException e) {
            throw new IllegalStateException("the HTTP port can't be taken over: " + e.getMessage(), e);
        }
        return channel;
    }

    private void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        selector.wakeup();
        boolean interrupted = false;
        while (accepting.isAlive()) {
            try {
                accepting.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        answering.shutdown();
    }

    /** Releases the port, unless a server has taken it over: then the server releases it. */
    @Override
    public void close() {
        stop();
        if (!takenOver) {
            HttpPort.close(channel);
        }
    }

    private void accept() {
        try (selector) {
            while (!stopped) {
                selector.select();
                selector.selectedKeys().clear();
                SocketChannel connection = stopped ? null : channel.accept();
                if (connection != null) {
                    take(connection);
                }
            }
        } catch (IOException e) {
            LOG.warn("the server keeps its port, but no longer answers requests during the start", e);
        }
    }

    private void take(SocketChannel connection) throws IOException {
        try {
            answering.execute(() -> answer(connection));
        } catch (RejectedExecutionException e) {
            connection.close();
        }
    }

    private void answer(SocketChannel connection) {
        try (Socket socket = connection.socket()) {
            connection.configureBlocking(true);
            socket.setSoTimeout(READ_TIME);
            socket.getOutputStream().write(response(path(socket.getInputStream())));
            socket.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("a request during the start was not answered", e);
        }
    }

    /** Returns the path of the request. It reads the head completely, because an answer to an unread request may get lost. */
    private static String path(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int read = in.read();
        while (read >= 0 && head.length() < LARGEST_HEAD && !head.toString().endsWith("\r\n\r\n")) {
            head.append((char) read);
            read = head.toString().endsWith("\r\n\r\n") ? -1 : in.read();
        }
        String[] line = head.toString().split("\r\n", 2)[0].split(" ");
        return line.length < 2 ? "" : line[1].split("\\?", 2)[0];
    }

    private byte[] response(String path) {
        return switch (path) {
            case "/health/live" -> response("200 OK", "application/json", Map.of("status", "live"));
            case "/health/ready" -> response("503 Service Unavailable", "application/json", notReady());
            default ->
                response(
                        "503 Service Unavailable",
                        "application/problem+json",
                        ProblemResponses.of(503, "starting: " + what, List.of()));
        };
    }

    private Map<String, Object> notReady() {
        return Map.of(
                "status",
                "not ready",
                "checks",
                List.of(Map.of("name", "start", "ok", false, "reason", "starting: " + what)),
                "problems",
                List.of());
    }

    private static byte[] response(String status, String type, Object body) {
        byte[] json = JsonBody.json(body);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + json.length
                + "\r\nRetry-After: 5\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"
                + "\r\nConnection: close\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + json.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(json, 0, whole, start.length, json.length);
        return whole;
    }
}
