package dev.reconciler.verify.stream;

/**
 * A place in the ledger, between two transactions or between two pieces of a large one.
 *
 * @param through everything up to this sequence lies before the place
 * @param pieces of the next transaction that lie before it, too
 */
record LedgerPlace(long through, int pieces) {
    /** Tells which transactions, handed over in order from after {@link #through}, lie behind the place. */
    Walk walk() {
        return new Walk();
    }

    final class Walk {
        private long first = Long.MIN_VALUE;
        private int seen;

        /** Returns whether the next transaction handed over lies behind the place. */
        boolean isBehind(long sequence) {
            if (first == Long.MIN_VALUE) {
                first = sequence;
            }
            return sequence != first || ++seen > pieces;
        }
    }
}
