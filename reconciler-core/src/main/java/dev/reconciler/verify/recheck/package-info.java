/** Verifies single keys again, in a window of their own. */
@NullMarked
package dev.reconciler.verify.recheck;

import org.jspecify.annotations.NullMarked;
