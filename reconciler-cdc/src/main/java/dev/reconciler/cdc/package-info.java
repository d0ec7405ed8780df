/** Captures a source's changes and applies them to the target. */
@NullMarked
package dev.reconciler.cdc;

import org.jspecify.annotations.NullMarked;
