/** Applies source transactions to the target: batches, compaction, checkpoint, ledger, table states. */
@NullMarked
package dev.reconciler.cdc.apply;

import org.jspecify.annotations.NullMarked;
