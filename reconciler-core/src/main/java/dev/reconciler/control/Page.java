package dev.reconciler.control;

import java.util.List;

/**
 * A part of a longer list.
 *
 * @param number from 0
 * @param size items per page asked for; the last page may hold fewer
 * @param total items on all pages, as of this reading
 */
public record Page<T>(List<T> items, int number, int size, long total) {
    public Page {
        items = List.copyOf(items);
    }
}
