/** How much memory rows may take that are held at once. */
@NullMarked
package dev.reconciler.budget;

import org.jspecify.annotations.NullMarked;
