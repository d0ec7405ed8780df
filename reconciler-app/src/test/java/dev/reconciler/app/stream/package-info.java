/** Tests of the steps that accompany the stream. */
@NullMarked
package dev.reconciler.app.stream;

import org.jspecify.annotations.NullMarked;
