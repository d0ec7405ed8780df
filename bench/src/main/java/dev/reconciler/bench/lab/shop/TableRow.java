package dev.reconciler.bench.lab.shop;

import dev.reconciler.row.RowKey;

/**
 * Names a row of the target.
 *
 * @param table such as {@code shop.client}
 */
public record TableRow(String table, RowKey key) {}
