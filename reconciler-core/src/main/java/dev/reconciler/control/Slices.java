package dev.reconciler.control;

import java.util.ArrayList;
import java.util.List;

/** Cuts what is too much for one transaction. */
public final class Slices {
    /** Discrepancies that are changed in one transaction: so many that its commit costs little, so few that nobody waits for long. */
    public static final int DISCREPANCIES = 200;

    private Slices() {}

    /** Views of the list, in order, each of so many elements at most; none of an empty list. */
    public static <T> List<List<T>> of(List<T> all, int most) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            slices.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return slices;
    }
}
