/** Tests of what runs beside the stream. */
@NullMarked
package dev.reconciler.app.stream;

import org.jspecify.annotations.NullMarked;
