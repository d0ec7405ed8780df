/** Confirmed differences: closed types, fingerprint, lifecycle. Records, enums and sealed interfaces only. */
@NullMarked
package dev.reconciler.discrepancy;

import org.jspecify.annotations.NullMarked;
