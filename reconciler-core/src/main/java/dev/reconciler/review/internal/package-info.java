/** Claims in the control database. */
@NullMarked
package dev.reconciler.review.internal;

import org.jspecify.annotations.NullMarked;
