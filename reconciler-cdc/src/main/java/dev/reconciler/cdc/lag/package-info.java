/** The lag of the target behind its source. */
@NullMarked
package dev.reconciler.cdc.lag;

import org.jspecify.annotations.NullMarked;
