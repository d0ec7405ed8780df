/** Runs and streams that keep failing, as standing problems. */
@NullMarked
package dev.reconciler.app.problem;

import org.jspecify.annotations.NullMarked;
