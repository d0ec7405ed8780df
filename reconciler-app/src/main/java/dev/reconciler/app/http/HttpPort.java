package dev.reconciler.app.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that the API and the pages are served on. */
public final class HttpPort {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

    private HttpPort() {}

    /**
     * Binds the port and releases it again.
     *
     * @param port 0 for any free one
     * @throws IllegalStateException if it can't be bound
     */
    public static void requireFree(String bind, int port) {
        close(bind(bind, port));
    }

    static ServerSocketChannel bind(String bind, int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                // As Jetty does: ignores connections of an ended process.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                return channel.bind(new InetSocketAddress(bind, port));
            } catch (IOException | RuntimeException e) {
                close(channel);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "can't serve on " + bind + " port " + port + ": " + e.getMessage()
                            + "; stop the process that uses the port, or set another http.port (or http.bind)",
                    e);
        }
    }

    static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("the HTTP port could not be released", e);
        }
    }
}
