package dev.reconciler.app.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** One method of one path. */
public record Route(HandlerType method, String path, Handler handler) {
    public static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route(HandlerType.POST, path, handler);
    }
}
