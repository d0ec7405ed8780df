package dev.reconciler.verify.sample;

/**
 * The keys that exist on either side, as far as their number is known: both sides are counted, but not how many keys they share. A
 * key of one side only differs unless it is in doubt, so the number of keys has a bound that depends on how many rows differ.
 *
 * @param rows rows of the side that has more
 * @param others rows of the other side; each of them may have a key that the first side lacks
 * @param inDoubt keys that changed while the sides were read: they may be on one side only and agree
 */
public record Population(long rows, long others, long inDoubt) {
    public static Population of(long source, long target, long inDoubt) {
        return new Population(Math.max(source, target), Math.min(source, target), inDoubt);
    }

    /** A population of exactly so many keys. */
    public static Population known(long keys) {
        return new Population(keys, 0, 0);
    }

    /**
     * The greatest number of keys if so many rows differ. With e keys that only the smaller side has, the other side has e more than
     * the difference of both counts to itself, and all of these differ or are in doubt.
     */
    public long keys(long differing) {
        long ofSmallerSide = (differing + inDoubt - (rows - others)) / 2;
        return rows + Math.max(0, Math.min(others, ofSmallerSide));
    }

    /** The greatest number of keys, however many rows differ. */
    long mostKeys() {
        return rows + others;
    }

    /** Returns whether so many drawn keys are all of them. */
    boolean isAllOf(long drawn) {
        return others == 0 && drawn >= rows;
    }
}
