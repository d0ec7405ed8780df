/** Starts a pipeline's stream: publication, slot, adopted tables and checkpoint, in steps that the next start repeats. */
@NullMarked
package dev.reconciler.cdc.apply.start;

import org.jspecify.annotations.NullMarked;
