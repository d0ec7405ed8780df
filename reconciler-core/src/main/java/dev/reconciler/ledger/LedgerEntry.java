package dev.reconciler.ledger;

import dev.reconciler.row.RowKey;

/**
 * One key that a source transaction touched.
 *
 * @param table {@link dev.reconciler.mapping.MappedTable#id}
 */
public record LedgerEntry(String table, RowKey key, LedgerImage image) {}
