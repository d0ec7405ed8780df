/** Discrepancies in the control database. */
@NullMarked
package dev.reconciler.discrepancy.internal;

import org.jspecify.annotations.NullMarked;
