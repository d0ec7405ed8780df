/** Tests of the first backfill. */
@NullMarked
package dev.reconciler.app.backfill;

import org.jspecify.annotations.NullMarked;
