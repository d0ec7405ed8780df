/** Repeats the first backfill until it succeeds. */
@NullMarked
package dev.reconciler.app.backfill;

import org.jspecify.annotations.NullMarked;
