package dev.reconciler.verify.stream;

/**
 * A place in the ledger, between two transactions or between two pieces of a large one.
 *
 * @param through the last sequence before the place
 * @param pieces the number of pieces of the next transaction before the place
 */
record LedgerPlace(long through, int pieces) {
    /** Starts a walk over transactions, in order from after {@link #through}, that finds those after the place. */
    Walk walk() {
        return new Walk();
    }

    final class Walk {
        private long first = Long.MIN_VALUE;
        private int seen;

        /** Returns whether the next transaction of the walk is after the place. */
        boolean isBehind(long sequence) {
            if (first == Long.MIN_VALUE) {
                first = sequence;
            }
            return sequence != first || ++seen > pieces;
        }
    }
}
