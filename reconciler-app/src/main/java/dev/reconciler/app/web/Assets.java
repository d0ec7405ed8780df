package dev.reconciler.app.web;

import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The files that pages load: a closed list, so that a request can't read anything else from the class path. */
public final class Assets implements Routes {
    @Override
    public List<Route> routes() {
        return List.of(
                asset("/assets/app.css", "/web/app.css", "text/css; charset=utf-8"),
                asset("/assets/app.js", "/web/app.js", "text/javascript; charset=utf-8"),
                asset("/assets/live.js", "/web/live.js", "text/javascript; charset=utf-8"),
                asset("/favicon.ico", "/web/favicon.svg", "image/svg+xml"));
    }

    private static Route asset(String path, String resource, String type) {
        byte[] content = read(resource);
        return Route.get(path, context -> context.contentType(type)
                .header("Cache-Control", "max-age=3600")
                .result(content));
    }

    static byte[] read(String resource) {
        try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(stream, () -> resource + " is missing from the jar")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " can't be read", e);
        }
    }
}
