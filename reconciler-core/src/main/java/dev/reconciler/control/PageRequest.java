package dev.reconciler.control;

import org.jspecify.annotations.Nullable;

/**
 * A requested part of a list: a page by number, in display order, or the items after a cursor, oldest first.
 *
 * @param number from 0
 * @param size 1 to 1000
 * @param after the cursor at which a walk continues; null for a page by number
 */
public record PageRequest(int number, int size, @Nullable Cursor after) {
    public static final PageRequest FIRST = new PageRequest(0, 50);

    public PageRequest {
        if (number < 0 || size < 1 || size > 1000) {
            throw new IllegalArgumentException(
                    "pages count from 0 and hold 1 to 1000 items, not page " + number + " of " + size);
        }
    }

    public PageRequest(int number, int size) {
        this(number, size, null);
    }

    /** The next items of a walk. */
    public static PageRequest after(Cursor place, int size) {
        return new PageRequest(0, size, place);
    }

    public long offset() {
        return (long) number * size;
    }
}
