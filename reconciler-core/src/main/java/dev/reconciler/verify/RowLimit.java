package dev.reconciler.verify;

/**
 * The limit of a table's differing rows that are named individually. Beyond the limit a check only counts them: a million rows
 * with their values would fill memory and the control database, and inform no better than their number.
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

    /** Returns whether the table would exceed the limit with {@code more} further differing rows. */
    boolean isPassedBy(long more);

    /** Returns whether rows of the table are known to differ, or did before, so that more are likely. */
    boolean hasFound();

    /** Returns the number of rows that are named as examples although the limit is exceeded. */
    long examples();
}
