/** Runs in the control database. */
@NullMarked
package dev.reconciler.run.internal;

import org.jspecify.annotations.NullMarked;
