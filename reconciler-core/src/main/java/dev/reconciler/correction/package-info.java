/** Writes that remove a discrepancy: planned, guarded by position and image, journaled, undoable. */
@NullMarked
package dev.reconciler.correction;

import org.jspecify.annotations.NullMarked;
