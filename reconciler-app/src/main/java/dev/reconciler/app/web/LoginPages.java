package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.security.ActorName;
import dev.reconciler.app.security.BearerToken;
import dev.reconciler.app.security.LoginAttempts;
import dev.reconciler.app.security.ReturnPath;
import dev.reconciler.app.security.Sessions;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Login with the token and a name, and logout. */
public final class LoginPages implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(LoginPages.class);

    private final Pages pages;
    private final ApiServices services;
    private final BearerToken token;
    private final Sessions sessions;
    private final LoginAttempts attempts;

    public LoginPages(ApiServices services, BearerToken token, Sessions sessions) {
        this.pages = new Pages(services);
        this.services = services;
        this.token = token;
        this.sessions = sessions;
        this.attempts = new LoginAttempts(sessions.clock());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                pages.get("/login", context -> form(context, "", "")),
                pages.post("/login", this::login),
                pages.post("/logout", this::logout));
    }

    private void form(Context context, String error, String name) {
        Frame frame =
                new Frame("Log in", "", "", "", 0, true, "", services.clock().instant());
        pages.render(
                context,
                "login.jte",
                Map.of("frame", frame, "error", error, "name", name, "next", ReturnPath.of(wanted(context))));
    }

    private void login(Context context) {
        String name = Optional.ofNullable(context.formParam("name")).orElse("");
        String presented =
                Optional.ofNullable(context.formParam("token")).orElse("").strip();
        Optional<String> person = ActorName.of(name);
        Optional<Duration> wait = attempts.waitOf(context.ip());
        if (wait.isPresent()) {
            context.header("Retry-After", Long.toString(wait.get().toSeconds() + 1));
            form(
                    context.status(429),
                    "Too many failed logins from this address. Try again in " + Show.span(wait.get()) + ".",
                    name);
        } else if (!token.matches(presented)) {
            attempts.failed(context.ip());
            LOG.warn("login refused: wrong token address={}", context.ip());
            form(
                    context.status(401),
                    "Wrong token. The daemon prints its token at start, unless http.token sets one.",
                    name);
        } else if (person.isEmpty()) {
            form(
                    context.status(422),
                    "Enter a name of 1 to 60 characters for the audit log. The names of the daemon's own parts are reserved.",
                    name);
        } else {
            services.operations().actions().record(person.get(), "session.LOGIN", "", Map.of("address", context.ip()));
            cookie(context, sessions.issue(person.get()), (int)
                    sessions.lifetime().toSeconds());
            context.redirect(ReturnPath.of(wanted(context)), HttpStatus.SEE_OTHER);
        }
    }

    private void logout(Context context) {
        Optional.ofNullable(context.cookie(AccessControl.COOKIE)).ifPresent(sessions::end);
        cookie(context, "", 0);
        services.operations().actions().record(AccessControl.actor(context), "session.LOGOUT", "", Map.of());
        context.redirect("/login", HttpStatus.SEE_OTHER);
    }

    private static void cookie(Context context, String value, int seconds) {
        boolean secure =
                context.scheme().equals("https") || "https".equalsIgnoreCase(context.header("X-Forwarded-Proto"));
        Cookie cookie = new Cookie(AccessControl.COOKIE, value, "/", seconds, secure, true);
        cookie.setSameSite(SameSite.STRICT);
        context.cookie(cookie);
    }

    private static @Nullable String wanted(Context context) {
        String asked = context.queryParam("next");
        return asked != null ? asked : context.formParam("next");
    }
}
