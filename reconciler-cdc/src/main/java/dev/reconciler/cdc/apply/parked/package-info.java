/** What becomes of parked events: tried again in source order, or discarded. */
@NullMarked
package dev.reconciler.cdc.apply.parked;

import org.jspecify.annotations.NullMarked;
