package dev.reconciler.app.http.api;

import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a longer list in the API.
 *
 * @param page from 0
 * @param next value of {@code after} for the next part; null at the end, and for a page by its number
 */
record Paged<T>(
        List<T> items,
        int page,
        int size,
        long total,
        @Nullable String next) {
    static <S, T> Paged<T> of(Page<S> page, Function<S, T> view) {
        Cursor next = page.next();
        return new Paged<>(
                page.items().stream().map(view).toList(),
                page.number(),
                page.size(),
                page.total(),
                next == null ? null : next.text());
    }
}
