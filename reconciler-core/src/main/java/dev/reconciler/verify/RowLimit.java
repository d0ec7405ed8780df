package dev.reconciler.verify;

/**
 * How many differing rows of a table are named one by one. Beyond the limit a check only counts them: a million rows with their
 * values would fill memory and the control database, and tell no more than their number.
 */
public interface RowLimit {
    /** Every differing row is named. */
    RowLimit NONE = new RowLimit() {
        @Override
        public boolean isPassedBy(long more) {
            return false;
        }

        @Override
        public long examples() {
            return 0;
        }

        @Override
        public boolean hasFound() {
            return false;
        }
    };

    /** Returns whether the table would pass the limit with so many more differing rows. */
    boolean isPassedBy(long more);

    /** Returns whether rows of the table are known to differ, or did before, so that more are likely. */
    boolean hasFound();

    /** Returns how many rows are named as examples although the limit is passed. */
    long examples();
}
