package dev.reconciler.app.web;

import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.RequestParameters;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Links from one page of a list to the next. */
final class PageLinks {
    private PageLinks() {}

    /**
     * The number in the address; 0 if it has none.
     *
     * @param others what else the page reads from its address
     * @throws InvalidRequestException if it is no number, or the address has parameters that this page does not know
     */
    static int number(Context context, String... others) {
        String[] known =
                Stream.concat(Stream.of("page", "notice"), Stream.of(others)).toArray(String[]::new);
        return RequestParameters.read(context, parameters -> parameters.page().number(), known);
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
