/** Mode observe with a stream from the target: records which keys its transactions changed, and what they left. */
@NullMarked
package dev.reconciler.cdc.observe;

import org.jspecify.annotations.NullMarked;
