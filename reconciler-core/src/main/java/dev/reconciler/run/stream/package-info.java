/** Continuous verification of the stream's changes, within seconds of each. */
@NullMarked
package dev.reconciler.run.stream;

import org.jspecify.annotations.NullMarked;
