package dev.reconciler.control;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a longer list.
 *
 * @param number from 0
 * @param size items per page asked for; the last page may hold fewer
 * @param total items on all pages, as of this reading
 * @param next the cursor at which a walk continues; null at its end, and for a page by number
 */
public record Page<T>(
        List<T> items,
        int number,
        int size,
        long total,
        @Nullable Cursor next) {
    public Page {
        items = List.copyOf(items);
    }

    public Page(List<T> items, int number, int size, long total) {
        this(items, number, size, total, null);
    }

    /** The page that answers a request; {@code place} gives an item's cursor in a walk. */
    public static <T> Page<T> of(PageRequest request, List<T> items, long total, Function<T, Cursor> place) {
        boolean more = request.after() != null && items.size() == request.size();
        return new Page<>(
                items, request.number(), request.size(), total, more ? place.apply(items.get(items.size() - 1)) : null);
    }

    /** The number of the last page, from 0; an empty list has one page too. */
    public long last() {
        return Math.max(0, (total - 1) / size);
    }

    /** Returns whether the list has no page of this number. */
    public boolean isBeyondEnd() {
        return number > last();
    }

    /** The same page with each item converted. */
    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(items.stream().map(view).toList(), number, size, total, next);
    }
}
