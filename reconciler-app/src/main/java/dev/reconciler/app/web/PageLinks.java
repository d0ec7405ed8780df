package dev.reconciler.app.web;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Links from one page of a list to the next. */
final class PageLinks {
    private PageLinks() {}

    /** The number in the address; 0 if it has none that is one. */
    static int number(Context context) {
        return Optional.ofNullable(context.queryParam("page"))
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** The address's other parameters, each followed by an ampersand. */
    static String others(Context context) {
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, List<String>> each : context.queryParamMap().entrySet()) {
            if (!each.getKey().equals("page") && !each.getKey().equals("after")) {
                each.getValue().forEach(value -> query.append(encode(each.getKey()))
                        .append('=')
                        .append(encode(value))
                        .append('&'));
            }
        }
        return query.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
