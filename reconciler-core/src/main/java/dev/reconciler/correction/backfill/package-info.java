/** Backfill: repair of empty ranges, in bulk, through windows. */
@NullMarked
package dev.reconciler.correction.backfill;

import org.jspecify.annotations.NullMarked;
