package dev.reconciler.app.http;

import dev.reconciler.app.http.ProblemResponses.ProblemPage;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.security.SecurityHeaders;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

/** Serves routes, each behind the same access control. Every other request is answered with a problem document. */
public final class HttpServer implements AutoCloseable {
    /** Larger than any valid request. */
    static final int LARGEST_BODY = 256 * 1024;

    private final Javalin javalin;

    private HttpServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /** @param port 0 for any free one */
    public static HttpServer start(String bind, int port, AccessControl access, Collection<? extends Routes> parts) {
        return start(bind, port, access, parts, RequestGate.BODY_TIME);
    }

    /** Takes over the port that was held during the start: from now on this server answers on it, and releases it at its end. */
    public static HttpServer start(StartingPort port, AccessControl access, Collection<? extends Routes> parts) {
        ServerSocketChannel channel = port.handOver();
        try {
            return new HttpServer(takingOver(channel, access, parts).start());
        } catch (RuntimeException e) {
            HttpPort.close(channel);
            throw e;
        }
    }

    private static Javalin takingOver(
            ServerSocketChannel channel, AccessControl access, Collection<? extends Routes> parts) {
        return create(
                access,
                parts,
                RequestGate.BODY_TIME,
                config -> config.jetty.addConnector((server, http) -> {
                    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
                    try {
                        connector.open(channel);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return connector;
                }));
    }

    static HttpServer start(
            String bind, int port, AccessControl access, Collection<? extends Routes> parts, Duration bodyTime) {
        return new HttpServer(create(access, parts, bodyTime, config -> {}).start(bind, port));
    }

    private static Javalin create(
            AccessControl access,
            Collection<? extends Routes> parts,
            Duration bodyTime,
            Consumer<JavalinConfig> connectors) {
        List<Route> routes =
                parts.stream().flatMap(part -> part.routes().stream()).toList();
        Optional<ProblemPage> page =
                parts.stream().flatMap(part -> part.problemPage().stream()).findFirst();
        return Javalin.create(config -> {
            page.ifPresent(shown -> config.routes.before(ProblemResponses.shownOn(shown)));
            configure(config, access, routes, bodyTime);
            connectors.accept(config);
        });
    }

    private static void configure(JavalinConfig config, AccessControl access, List<Route> routes, Duration bodyTime) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = LARGEST_BODY;
        config.jetty.modifyServer(server -> {
            server.setHandler(new RequestGate(bodyTime));
            server.setErrorHandler(new RefusedUnread());
        });
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
        });
        config.routes.before(new SecurityHeaders());
        config.routes.before(access);
        for (Route route : routes) {
            config.routes.addHttpHandler(route.method(), route.path(), route.handler());
        }
        ProblemResponses.handleAll(config.routes);
    }

    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
