package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;

/**
 * A change on its way, with the transaction that it belongs to.
 *
 * @param number ascending in source order within the batch
 */
record Routed(long number, Slice slice, ChangeEvent event) {}
