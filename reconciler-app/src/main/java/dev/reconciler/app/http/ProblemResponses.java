package dev.reconciler.app.http;

import dev.reconciler.app.http.Problem.FieldError;
import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.review.ClaimedException;
import dev.reconciler.review.DecisionRefusedException;
import dev.reconciler.window.NotCaughtUpException;
import dev.reconciler.window.VoidWindowException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns exceptions of handlers into problem documents, for browsers into a page. */
public final class ProblemResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);
    /** Context attribute that holds the page of a problem. */
    static final String PAGE = "problem-page";

    private ProblemResponses() {}

    /** Renders a problem as a page. */
    @FunctionalInterface
    public interface ProblemPage {
        void show(Context context, Problem problem);
    }

    /**
     * Shows problems of browsers' requests on the page; every other client gets a problem document, and the API always returns
     * one.
     */
    static Handler shownOn(ProblemPage page) {
        return context -> {
            String accepted = context.header("Accept");
            if (accepted != null && accepted.contains("text/html") && !isForPrograms(context.path())) {
                context.attribute(PAGE, page);
            }
        };
    }

    private static boolean isForPrograms(String path) {
        return path.startsWith("/api/") || path.startsWith("/health/") || path.equals("/metrics");
    }

    static void handleAll(RoutesConfig routes) {
        routes.exception(InvalidRequestException.class, (e, context) -> {
            boolean malformed = e.status() == 400;
            send(context, malformed ? "malformed" : "invalid", e.status(), e.getMessage(), e.errors());
        });
        routes.exception(UnknownIdException.class, (e, context) -> send(context, "not-found", 404, e));
        routes.exception(StaleVersionException.class, (e, context) -> send(context, "stale-version", 409, e));
        routes.exception(IllegalTransitionException.class, (e, context) -> send(context, "conflict", 409, e));
        routes.exception(ConflictException.class, (e, context) -> send(context, "conflict", 409, e));
        routes.exception(ClaimedException.class, (e, context) -> send(context, "claimed", 409, e));
        routes.exception(DecisionRefusedException.class, (e, context) -> {
            List<FieldError> columns = new TreeMap<>(e.columns())
                    .entrySet().stream()
                            .map(column -> new FieldError("values." + column.getKey(), column.getValue()))
                            .toList();
            send(context, "invalid", 422, e.getMessage(), columns);
        });
        routes.exception(VoidWindowException.class, (e, context) -> unavailable(context, e));
        routes.exception(NotCaughtUpException.class, (e, context) -> unavailable(context, e));
        routes.exception(ReadFailedException.class, (e, context) -> unavailable(context, e));
        routes.exception(HttpResponseException.class, ProblemResponses::refused);
        routes.exception(Exception.class, ProblemResponses::failed);
    }

    /** Creates the problem of a request that reached no route. */
    static Problem of(int status, String detail, List<FieldError> errors) {
        String title = HttpStatus.forStatus(status).getMessage();
        String type =
                switch (status) {
                    case 400 -> "malformed";
                    case 503 -> "unavailable";
                    default -> type(status);
                };
        return new Problem("urn:reconciler:problem:" + type, title, status, detail, errors);
    }

    private static String type(int status) {
        return HttpStatus.forStatus(status)
                .getMessage()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
    }

    private static void refused(HttpResponseException e, Context context) {
        if (e instanceof MethodNotAllowedResponse) {
            context.header("Allow", String.join(", ", e.getDetails().values()));
        }
        send(context, type(e.getStatus()), e.getStatus(), e.getMessage(), List.of());
    }

    private static void unavailable(Context context, RuntimeException e) {
        LOG.warn("{} {}: {}", context.method(), context.path(), e.getMessage());
        context.header("Retry-After", "5");
        send(context, "unavailable", 503, e);
    }

    /** The message may be confidential: only the log holds it. */
    private static void failed(Exception e, Context context) {
        LOG.error("{} {} failed", context.method(), context.path(), e);
        send(context, "internal", 500, "internal error; the daemon's log has the details", List.of());
    }

    private static void send(Context context, String type, int status, RuntimeException e) {
        send(context, type, status, e.getMessage(), List.of());
    }

    /** @param detail text for the reader; null if there is none */
    public static void send(
            Context context, String type, int status, @Nullable String detail, List<FieldError> errors) {
        String title = HttpStatus.forStatus(status).getMessage();
        Problem problem =
                new Problem("urn:reconciler:problem:" + type, title, status, detail == null ? title : detail, errors);
        ProblemPage page = context.attribute(PAGE);
        if (page == null) {
            JsonBody.writeProblem(context, problem);
        } else {
            page.show(context.status(status), problem);
        }
    }
}
