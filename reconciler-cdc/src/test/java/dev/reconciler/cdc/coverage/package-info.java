/** Coverage by chunks as the stream, its marks and the jobs make it together. */
@NullMarked
package dev.reconciler.cdc.coverage;

import org.jspecify.annotations.NullMarked;
