package dev.reconciler.cdc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards data until it goes silent: afterwards existing connections stay open and carry nothing. */
public final class SilentProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final List<Link> links = new CopyOnWriteArrayList<>();

    public SilentProxy(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        start(this::accept);
    }

    private record Link(Socket client, Socket upstream, boolean[] silent) {}

    public int port() {
        return listener.getLocalPort();
    }

    public void silence() {
        links.forEach(link -> link.silent()[0] = true);
    }

    /** The server ends the sessions that it has heard nothing of; new ones are passed on. */
    public void heal() {
        links.forEach(link -> close(link.upstream()));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        links.forEach(link -> {
            close(link.client());
            close(link.upstream());
        });
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Link link = new Link(listener.accept(), new Socket("localhost", server), new boolean[1]);
                links.add(link);
                start(() -> pass(link, link.client(), link.upstream()));
                start(() -> pass(link, link.upstream(), link.client()));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pass(Link link, Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (!link.silent()[0]) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            close(from); // one of both is gone
        }
        if (!link.silent()[0]) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
