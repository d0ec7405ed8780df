/** Verifies single keys, counts and rules again, outside of a whole job. */
@NullMarked
package dev.reconciler.run.recheck;

import org.jspecify.annotations.NullMarked;
