package dev.reconciler.bench.lab.oracle;

import dev.reconciler.row.RowKey;

/** A row that source and target don't agree on, as plain SQL sees it when nothing moves. */
public record RowDifference(String table, RowKey key) {}
