package dev.reconciler.bench.demo.internal;

import dev.reconciler.row.RowKey;

/**
 * Names a row of the target.
 *
 * @param table such as {@code shop.client}
 */
record TableRow(String table, RowKey key) {}
