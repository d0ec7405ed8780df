/** Holds the events of the transaction that is being received: in memory up to a limit, on disk beyond it. */
@NullMarked
package dev.reconciler.cdc.capture.spill;

import org.jspecify.annotations.NullMarked;
