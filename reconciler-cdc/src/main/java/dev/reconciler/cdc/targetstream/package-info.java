/** Capture of the target's stream: records which keys each transaction of the target changed, and the image it left. */
@NullMarked
package dev.reconciler.cdc.targetstream;

import org.jspecify.annotations.NullMarked;
