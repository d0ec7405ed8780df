/** Causes of differences: rules that conclude from evidence, and the facts that they use. */
@NullMarked
package dev.reconciler.verify.cause;

import org.jspecify.annotations.NullMarked;
