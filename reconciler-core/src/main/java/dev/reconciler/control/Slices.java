package dev.reconciler.control;

import java.util.ArrayList;
import java.util.List;

/** Cuts a list that is too long for one transaction. */
public final class Slices {
    /**
     * Discrepancies changed per transaction: enough to spread the cost of a commit, few enough that other sessions wait only
     * briefly.
     */
    public static final int DISCREPANCIES = 200;

    private Slices() {}

    /** Views of the list, in order, each of at most {@code most} elements; no view of an empty list. */
    public static <T> List<List<T>> of(List<T> all, int most) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            slices.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return slices;
    }
}
