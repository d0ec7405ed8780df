package dev.reconciler.endpoint.postgres.read;

/** SQL for a row's hash: what is computed once per row, and the two bigints of it. */
interface HashSql {
    /** An expression over the table's alias {@code t}. */
    String perRow();

    /** @param computed the value of {@link #perRow} */
    String high(String computed);

    /** @param computed the value of {@link #perRow} */
    String low(String computed);

    /**
     * The end of the subquery that computes {@link #perRow}, so that it is computed once, however often it is used outside of it.
     */
    default String fence() {
        return " OFFSET 0";
    }

    /**
     * The sum of each of the two over rows.
     *
     * @param computed the value of {@link #perRow}
     */
    default String sums(String computed) {
        return "sum(" + high(computed) + "), sum(" + low(computed) + ")";
    }
}
