package dev.reconciler.endpoint.postgres.read;

/** SQL for a row's hash of 128 bits: what is computed once per row, below an {@code OFFSET 0}, and the two bigints of it. */
interface HashSql {
    /** An expression over the table's alias {@code t}. */
    String perRow();

    /** @param computed the value of {@link #perRow} */
    String high(String computed);

    /** @param computed the value of {@link #perRow} */
    String low(String computed);
}
