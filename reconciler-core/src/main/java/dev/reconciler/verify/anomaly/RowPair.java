package dev.reconciler.verify.anomaly;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import org.jspecify.annotations.Nullable;

/** The rows that both sides have under one key at one position; null where a side has none. */
public record RowPair(
        RowKey key, @Nullable Row source, @Nullable Row target) {}
