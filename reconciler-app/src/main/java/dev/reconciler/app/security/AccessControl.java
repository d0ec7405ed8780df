package dev.reconciler.app.security;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Admits or refuses each request before any other handler sees it.
 *
 * <ul>
 *   <li>{@code /health/*}, {@code /assets/*} and the login form: everyone. {@code /metrics} too, if so configured.
 *   <li>{@code /api/*} and {@code /metrics}: the bearer token, never a cookie, so that a foreign page can't make a browser call them.
 *   <li>Pages: a session cookie. A request that changes something must also come from one of our own pages.
 * </ul>
 */
public final class AccessControl implements Handler {
    /** The name of the session cookie. */
    public static final String COOKIE = "reconciler_session";
    /** The header with the API caller's name, for claims and the audit log. */
    public static final String ACTOR_HEADER = "Reconciler-Actor";

    private static final String ACTOR = "actor";
    private static final String BEARER = "bearer ";

    private final BearerToken token;
    private final Sessions sessions;
    private final RefusalLog refusals;
    private final boolean metricsArePublic;

    public AccessControl(BearerToken token, Sessions sessions, boolean metricsArePublic) {
        this.token = token;
        this.sessions = sessions;
        this.refusals = new RefusalLog(sessions.clock());
        this.metricsArePublic = metricsArePublic;
    }

    /**
     * The actor of a request that was admitted.
     *
     * @throws UnauthorizedResponse if the request was not admitted
     */
    public static String actor(Context context) {
        return known(context).orElseThrow(() -> new UnauthorizedResponse("login required"));
    }

    /** As {@link #actor}; empty for a request that was refused, and for one to a public path. */
    public static Optional<String> known(Context context) {
        return Optional.ofNullable(context.attribute(ACTOR));
    }

    @Override
    public void handle(Context context) {
        String path = context.path();
        if (path.startsWith("/api/") || path.equals("/metrics") && !metricsArePublic) {
            requireToken(context);
        } else if (!isForEveryone(path)) {
            requireSession(context);
        }
        if (!path.startsWith("/api/") && changesSomething(context)) {
            requireOwnOrigin(context);
        }
    }

    private static boolean isForEveryone(String path) {
        return path.startsWith("/health/")
                || path.startsWith("/assets/")
                || path.equals("/login")
                || path.equals("/metrics")
                || path.equals("/favicon.ico");
    }

    private void requireToken(Context context) {
        String header = context.header("Authorization");
        boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER);
        boolean wrong =
                !bearer || !token.matches(header.substring(BEARER.length()).strip());
        if (wrong) {
            refusals.refused(context.ip(), context.path());
            context.header("WWW-Authenticate", "Bearer realm=\"reconciler\"");
            throw new UnauthorizedResponse(
                    bearer ? "wrong token" : "token missing: send 'Authorization: Bearer TOKEN'");
        }
        context.attribute(ACTOR, callerName(context.header(ACTOR_HEADER)));
    }

    private static String callerName(@Nullable String header) {
        if (header == null) {
            return "api";
        }
        return ActorName.of(header)
                .orElseThrow(() -> new io.javalin.http.BadRequestResponse(ACTOR_HEADER
                        + " must have 1 to 60 printable characters; the names of the daemon's own parts are reserved"));
    }

    private void requireSession(Context context) {
        Optional<String> person = Optional.ofNullable(context.cookie(COOKIE)).flatMap(sessions::person);
        if (person.isPresent()) {
            context.attribute(ACTOR, person.get());
            return;
        }
        boolean page = context.method().name().equals("GET");
        String login = page ? ReturnPath.login(context.path(), context.queryString()) : "/login";
        context.redirect(login, HttpStatus.SEE_OTHER);
        context.skipRemainingHandlers();
    }

    private static boolean changesSomething(Context context) {
        String method = context.method().name();
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /** A browser sends the origin with every POST. A request without it doesn't come from a browser on one of our pages. */
    private static void requireOwnOrigin(Context context) {
        String origin = context.header("Origin");
        String host = context.header("Host");
        if (origin == null || host == null || !host.equalsIgnoreCase(authority(origin))) {
            throw new ForbiddenResponse("the form comes from another server: the Origin header "
                    + (origin == null ? "is missing" : "is " + origin) + "; a proxy must keep the Host header");
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null; // such as "null", from a page that hides its origin
        }
    }
}
