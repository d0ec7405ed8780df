package dev.reconciler.bench.lab.oracle;

import dev.reconciler.row.RowKey;

/** A row that differs between source and target, by plain SQL without concurrent writes. */
public record RowDifference(String table, RowKey key) {}
