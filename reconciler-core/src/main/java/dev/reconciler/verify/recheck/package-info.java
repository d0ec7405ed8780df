/** Verifies single keys again, in a separate window. */
@NullMarked
package dev.reconciler.verify.recheck;

import org.jspecify.annotations.NullMarked;
