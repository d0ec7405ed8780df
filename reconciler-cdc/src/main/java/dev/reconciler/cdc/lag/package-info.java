/** How far the target is behind its source. */
@NullMarked
package dev.reconciler.cdc.lag;

import org.jspecify.annotations.NullMarked;
