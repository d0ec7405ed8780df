package dev.reconciler.app.http.api;

import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.control.PageRequest;
import io.javalin.http.Context;

/**
 * A part of a list that one text may restrict.
 *
 * @param text empty if it does not restrict
 */
record Filtered(String text, PageRequest page) {
    /** @param name of the parameter that restricts */
    static Filtered read(Context context, String name) {
        return RequestParameters.read(
                context,
                parameters -> new Filtered(parameters.text(name).orElse(""), parameters.pageOrWalk()),
                name,
                "page",
                "size",
                "after");
    }
}
