package dev.reconciler.app.http;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers requests that the server could not parse (a bad line or header, or too large ones) with problem documents. */
final class RefusedUnread extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String detail =
                switch (code) {
                    case 414 -> "the address is too long";
                    case 431 -> "the headers are too large";
                    default -> code < 500 ? "the request can't be parsed" : "internal error";
                };
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JsonBody.PROBLEM_TYPE);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(JsonBody.bytes(ProblemResponses.of(code, detail, List.of()))), callback);
    }
}
