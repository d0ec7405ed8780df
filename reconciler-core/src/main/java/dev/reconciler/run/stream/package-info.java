/** Verifies what the stream changed, within seconds of the change, without end. */
@NullMarked
package dev.reconciler.run.stream;

import org.jspecify.annotations.NullMarked;
