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
 * Lets a request pass or not, before anything else looks at it.
 *
 * <ul>
 *   <li>{@code /health/*}, {@code /assets/*} and the login form: everyone. {@code /metrics} too, if so configured.
 *   <li>{@code /api/*} and {@code /metrics}: the bearer token, never a cookie, so no page elsewhere can make a browser call.
 *   <li>Pages: a session cookie; what changes something must come from our own pages besides.
 * </ul>
 */
public final class AccessControl implements Handler {
    /** Names the session's cookie. */
    public static final String COOKIE = "reconciler_session";
    /** Names who calls the API, for claims and the audit log. */
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

    /** Who made this request, once it has passed. */
    public static String actor(Context context) {
        return known(context).orElseThrow(() -> new UnauthorizedResponse("nobody is logged in"));
    }

    /** As {@link #actor}; empty for a request that did not pass, or to what is open to everyone. */
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
                    bearer ? "this is not the token" : "send the token: 'Authorization: Bearer TOKEN'");
        }
        context.attribute(ACTOR, callerName(context.header(ACTOR_HEADER)));
    }

    private static String callerName(@Nullable String header) {
        if (header == null) {
            return "api";
        }
        return ActorName.of(header)
                .orElseThrow(() -> new io.javalin.http.BadRequestResponse(ACTOR_HEADER
                        + " must have 1 to 60 printable characters and be no name of a part of the daemon"));
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

    /** Browsers say with every POST where it comes from; who says nothing is no browser of a person at our pages. */
    private static void requireOwnOrigin(Context context) {
        String origin = context.header("Origin");
        String host = context.header("Host");
        if (origin == null || host == null || !host.equalsIgnoreCase(authority(origin))) {
            throw new ForbiddenResponse("this form was not sent by a page of this server (Origin "
                    + (origin == null ? "is missing" : origin) + "); a proxy in between must keep the Host header");
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null; // such as "null", of a page that hides where it comes from
        }
    }
}
