package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;

/**
 * A change with its source transaction.
 *
 * @param number ascending in source order within the batch
 */
record Routed(long number, Slice slice, ChangeEvent event) {}
