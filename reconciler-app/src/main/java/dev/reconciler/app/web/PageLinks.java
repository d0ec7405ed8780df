package dev.reconciler.app.web;

import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.RequestParameters;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The query parameters of links between the pages of a list. */
final class PageLinks {
    private PageLinks() {}

    /**
     * The page number in the address, from 0; 0 if the address has none.
     *
     * @param others the other parameters that the page accepts
     * @throws InvalidRequestException if the page number is invalid, or the address has unknown parameters
     */
    static int number(Context context, String... others) {
        String[] known =
                Stream.concat(Stream.of("page", "notice"), Stream.of(others)).toArray(String[]::new);
        return RequestParameters.read(context, parameters -> parameters.page().number(), known);
    }

    /** The address's parameters except for its place in the list, each followed by an ampersand. */
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
