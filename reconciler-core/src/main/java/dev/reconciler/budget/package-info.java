/** Bounds on the memory of rows that are held at the same time. */
@NullMarked
package dev.reconciler.budget;

import org.jspecify.annotations.NullMarked;
