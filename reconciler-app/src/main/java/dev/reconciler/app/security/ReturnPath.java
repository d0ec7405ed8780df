package dev.reconciler.app.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page that a person requested before the login, with its query. It is always a path of this server: one slash, then letters
 * and digits, so that no browser takes a part of it for a host. Characters that a URI's query can't hold, control characters among
 * them, are percent-encoded.
 */
public final class ReturnPath {
    private static final Pattern PAGE =
            Pattern.compile("(/(?:[A-Za-z0-9][A-Za-z0-9/_-]*)?)(?:\\?(.*))?", Pattern.DOTALL);
    private static final Pattern NOT_OF_A_QUERY = Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@/?%\\[\\]-]+");
    private static final int LONGEST = 4_000;

    private ReturnPath() {}

    /** The wanted path; the overview if it is no path of this server. */
    public static String of(@Nullable String wanted) {
        Matcher page = PAGE.matcher(wanted == null ? "" : wanted);
        if (wanted == null || wanted.length() > LONGEST || !page.matches()) {
            return "/";
        }
        String query = page.group(2);
        return query == null || query.isEmpty() ? page.group(1) : page.group(1) + "?" + encoded(query);
    }

    private static String encoded(String query) {
        return NOT_OF_A_QUERY.matcher(query).replaceAll(part -> URLEncoder.encode(part.group(), StandardCharsets.UTF_8)
                .replace("+", "%20"));
    }

    /** The address of the login form that redirects to this page afterwards. */
    static String login(String path, @Nullable String query) {
        String page = of(query == null ? path : path + "?" + query);
        return page.equals("/") ? "/login" : "/login?next=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
    }
}
