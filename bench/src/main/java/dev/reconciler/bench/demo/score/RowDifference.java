package dev.reconciler.bench.demo.score;

import dev.reconciler.row.RowKey;

/** A row that source and target don't agree on, as plain SQL sees it when nothing moves. */
public record RowDifference(String table, RowKey key) {}
