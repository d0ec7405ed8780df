package dev.reconciler.control;

/**
 * Which part of a list.
 *
 * @param number from 0
 * @param size 1 to 1000
 */
public record PageRequest(int number, int size) {
    public static final PageRequest FIRST = new PageRequest(0, 50);

    public PageRequest {
        if (number < 0 || size < 1 || size > 1000) {
            throw new IllegalArgumentException(
                    "pages count from 0 and hold 1 to 1000 items, not page " + number + " of " + size);
        }
    }

    public long offset() {
        return (long) number * size;
    }
}
