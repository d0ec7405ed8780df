package dev.reconciler.bench.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A proxy between the daemon and one server that simulates network faults. Loopback only. */
final class TcpProxy implements AutoCloseable {
    /** The state of the network. */
    enum Mode {
        NORMAL,
        /** Each packet is delayed. */
        SLOW,
        /** Packets are lost, and neither end gets a reset. */
        SILENT,
        /** Connections are refused. */
        REFUSED
    }

    private final ServerSocket listener;
    private final IntSupplier server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.NORMAL;
    private volatile Duration delay = Duration.ZERO;

    /** @param server its port on this machine, whenever a connection is made */
    TcpProxy(String name, IntSupplier server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept, "proxy-" + name);
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    void normal() {
        mode = Mode.NORMAL;
    }

    void slow(Duration eachPacket) {
        delay = eachPacket;
        mode = Mode.SLOW;
    }

    /** From now on packets are lost in both directions, without a reset. */
    void silent() {
        mode = Mode.SILENT;
    }

    /**
     * The network works again, but the servers' ends of existing connections are closed: a client that writes gets a reset, a
     * client that only waits gets none.
     */
    void forgetful() {
        links.forEach(Link::loseServer);
        mode = Mode.NORMAL;
    }

    /** Cuts every connection, by a close or a reset (RST), and refuses new ones until {@link #normal}. */
    void cut(boolean reset) {
        mode = Mode.REFUSED;
        links.forEach(link -> link.close(reset));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start(() -> connect(client), "proxy-link");
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        Link link = new Link(client);
        links.add(link);
        if (mode == Mode.REFUSED) {
            link.close(true);
            return;
        }
        try {
            client.setTcpNoDelay(true);
            if (mode != Mode.SILENT) {
                link.open(new Socket("127.0.0.1", server.getAsInt()));
            } else {
                link.swallow();
            }
        } catch (IOException e) {
            link.close(true); // the server is down: so is the connection
        }
    }

    /** One connection. */
    private final class Link {
        private final Socket client;
        private volatile Socket upstream = new Socket();
        private volatile boolean lost;

        Link(Socket client) {
            this.client = client;
        }

        void open(Socket connected) throws IOException {
            upstream = connected;
            connected.setTcpNoDelay(true);
            start(() -> forward(client, connected), "proxy-up");
            forward(connected, client);
        }

        /** Holds a connection that was opened while packets were lost. */
        void swallow() {
            lost = true;
            forward(client, upstream);
        }

        void loseServer() {
            lost = true;
            quietly(upstream, true);
        }

        void close(boolean reset) {
            links.remove(this);
            quietly(client, reset);
            quietly(upstream, reset);
        }

        private void forward(Socket from, Socket to) {
            byte[] buffer = new byte[32 * 1024];
            try {
                int read;
                while ((read = from.getInputStream().read(buffer)) >= 0) {
                    if (mode == Mode.SILENT) {
                        lost = true;
                        continue;
                    }
                    if (lost) {
                        break; // bytes are missing: the rest must not arrive either
                    }
                    if (mode == Mode.SLOW) {
                        Thread.sleep(delay.toMillis());
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException e) {
                // The connection is broken: so is the other half, below.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // The client of a lost server gets a reset only if it sends.
            if (from == client || !lost) {
                close(lost);
            }
        }
    }

    private static void quietly(Socket socket, boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        } catch (SocketException e) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(link -> link.close(false));
    }
}
