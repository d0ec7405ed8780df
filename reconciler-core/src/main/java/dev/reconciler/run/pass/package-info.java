/** Passes over the data: consecutive windows until every task is done, and the confirmation of their findings. */
@NullMarked
package dev.reconciler.run.pass;

import org.jspecify.annotations.NullMarked;
