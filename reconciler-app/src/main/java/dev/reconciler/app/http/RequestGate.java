package dev.reconciler.app.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every request completely before a handler sees it, before it checks the sender's rights, and limits the resources of one
 * request.
 *
 * <ul>
 * <li>A body has at most {@link HttpServer#LARGEST_BODY} bytes, whatever its content type and with or without a declared length,
 * and never goes to a file: {@code multipart/*} is refused.
 * <li>A body is complete after {@code bodyTime}, or the request is refused. No thread waits for it.
 * <li>At most {@link #READING} bodies are read and {@link #SERVING} requests are served at the same time; one more is refused
 * with 503. Requests for {@code /health/*} and {@code /metrics} are not counted, so that they have threads always.
 * </ul>
 */
final class RequestGate extends Handler.Wrapper {
    static final Duration BODY_TIME = Duration.ofSeconds(10);
    /** A longer body is not read at all. */
    private static final long DISCARDED_BODY = 16L * HttpServer.LARGEST_BODY;

    private static final Duration DISCARD_TIME = Duration.ofSeconds(1);
    static final int READING = 256;
    /** Fewer than the threads of the server. */
    static final int SERVING = 100;

    private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);

    private final Duration bodyTime;
    private final Semaphore reading = new Semaphore(READING);
    private final Semaphore serving = new Semaphore(SERVING);

    RequestGate(Duration bodyTime) {
        this.bodyTime = bodyTime;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        String query = request.getHttpURI().getQuery();
        if (headers.contains("X-HTTP-Method-Override")) {
            return refuse(request, response, callback, 400, "X-HTTP-Method-Override is not supported");
        } else if (query != null && query.contains("%00")) {
            return refuse(request, response, callback, 400, "a query parameter has the character NUL");
        } else if (type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            return refuse(request, response, callback, 415, "multipart bodies are not supported");
        } else if (request.getLength() > HttpServer.LARGEST_BODY) {
            return refuse(request, response, discarding(request, callback), 413, tooLarge());
        } else if (request.getLength() == 0 || isWithoutBody(headers)) {
            return serve(request, response, callback);
        } else if (!reading.tryAcquire()) {
            return refuse(request, response, callback, 503, "too many requests with a body; retry later");
        }
        read(request, response, callback);
        return true;
    }

    private static boolean isWithoutBody(HttpFields headers) {
        return !headers.contains(HttpHeader.CONTENT_LENGTH) && !headers.contains(HttpHeader.TRANSFER_ENCODING);
    }

    private void read(Request request, Response response, Callback callback) {
        CompletableFuture<byte[]> whole = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, HttpServer.LARGEST_BODY, Promise.Invocable.toPromise(whole));
        var unused = whole.orTimeout(bodyTime.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(
                        (body, failure) -> {
                            reading.release();
                            if (failure == null) {
                                serveRead(new ReadRequest(request, body), response, callback);
                            } else {
                                refuseUnread(request, response, callback, failure);
                            }
                        },
                        getServer().getThreadPool());
    }

    private void serveRead(Request request, Response response, Callback callback) {
        try {
            serve(request, response, callback);
        } catch (Exception e) {
            LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
            callback.failed(e);
        }
    }

    private static void refuseUnread(Request request, Response response, Callback callback, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            refuse(request, response, callback, 408, "the body was not complete in time");
        } else if (cause instanceof IllegalStateException) { // how Jetty reports more bytes than allowed
            refuse(request, response, callback, 413, tooLarge());
        } else {
            refuse(request, response, callback, 400, "the body could not be read");
        }
    }

    private boolean serve(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (path.startsWith("/health/") || path.equals("/metrics")) {
            return super.handle(request, response, callback);
        }
        if (!serving.tryAcquire()) {
            return refuse(request, response, callback, 503, "too many requests; retry later");
        }
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable release = () -> {
            if (held.getAndSet(false)) {
                serving.release();
            }
        };
        boolean accepted = false;
        try {
            accepted = super.handle(request, response, Callback.from(callback, release));
        } finally {
            if (!accepted) {
                release.run();
            }
        }
        return accepted;
    }

    private static String tooLarge() {
        return "a request may have at most " + HttpServer.LARGEST_BODY + " bytes";
    }

    /**
     * Reads and discards a body of moderate length before the connection closes. Closing a connection with unread bytes resets it, and
     * the client can lose the response.
     */
    private static Callback discarding(Request request, Callback callback) {
        if (request.getLength() > DISCARDED_BODY) {
            return callback;
        }
        return Callback.from(
                () -> {
                    CompletableFuture<Void> discarded = new CompletableFuture<>();
                    Content.Source.consumeAll(
                            request, Callback.from(() -> discarded.complete(null), discarded::completeExceptionally));
                    var unused = discarded
                            .orTimeout(DISCARD_TIME.toMillis(), TimeUnit.MILLISECONDS)
                            .whenComplete((nothing, failure) -> callback.succeeded());
                },
                callback::failed);
    }

    /** Ends the connection too: its further bytes are no request. */
    private static boolean refuse(Request request, Response response, Callback callback, int status, String detail) {
        LOG.debug("{} {} refused: {}", request.getMethod(), request.getHttpURI().getPath(), detail);
        Problem problem = ProblemResponses.of(status, detail, List.of());
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, JsonBody.PROBLEM_TYPE);
        headers.put(HttpHeader.CONNECTION, "close");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == 503) {
            headers.put(HttpHeader.RETRY_AFTER, "5");
        }
        response.write(true, ByteBuffer.wrap(JsonBody.bytes(problem)), callback);
        return true;
    }

    /** A request whose body is in memory. */
    private static final class ReadRequest extends Request.Wrapper {
        private final Content.Source body;

        ReadRequest(Request request, byte[] body) {
            super(request);
            this.body = new ByteBufferContentSource(ByteBuffer.wrap(body));
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable ready) {
            body.demand(ready);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
        }
    }
}
