/** Parked events: retried in source order, or discarded. */
@NullMarked
package dev.reconciler.cdc.apply.parked;

import org.jspecify.annotations.NullMarked;
