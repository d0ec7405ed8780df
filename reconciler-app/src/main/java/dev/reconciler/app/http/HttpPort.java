package dev.reconciler.app.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The port that the API and the pages are served on. */
public final class HttpPort {
    private HttpPort() {}

    /**
     * Binds the port and releases it again, so that a start fails before it makes anything.
     *
     * @param port 0 for any free one
     * @throws IllegalStateException if it can't be bound
     */
    public static void requireFree(String bind, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as Jetty does: a connection of an ended process does not count
            socket.bind(new InetSocketAddress(bind, port));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "can't serve on " + bind + " port " + port + ": " + e.getMessage()
                            + "; end the process that uses it, or choose another with http.port (or http.bind)",
                    e);
        }
    }
}
