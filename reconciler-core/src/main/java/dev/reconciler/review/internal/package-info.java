/** Claims in the control database, and the target's own opinion of edited values. */
@NullMarked
package dev.reconciler.review.internal;

import org.jspecify.annotations.NullMarked;
