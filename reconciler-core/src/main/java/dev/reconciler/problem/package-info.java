/** Standing problems: steps that keep failing the same way, reported until they succeed. */
@NullMarked
package dev.reconciler.problem;

import org.jspecify.annotations.NullMarked;
