package dev.reconciler.app.http.api;

import dev.reconciler.control.Page;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a longer list, as the API gives it.
 *
 * @param page from 0
 */
record Paged<T>(List<T> items, int page, int size, long total) {
    static <S, T> Paged<T> of(Page<S> page, Function<S, T> view) {
        return new Paged<>(page.items().stream().map(view).toList(), page.number(), page.size(), page.total());
    }
}
