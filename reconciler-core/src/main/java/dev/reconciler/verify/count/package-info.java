/** Exact numbers of rows at a position. */
@NullMarked
package dev.reconciler.verify.count;

import org.jspecify.annotations.NullMarked;
