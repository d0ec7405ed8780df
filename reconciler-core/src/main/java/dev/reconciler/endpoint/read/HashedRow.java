package dev.reconciler.endpoint.read;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;

/** A row with its hash. */
public record HashedRow(Row row, RowHash hash) {}
