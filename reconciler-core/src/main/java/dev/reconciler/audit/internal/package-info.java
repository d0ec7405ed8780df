/** The audit chain in the control database. */
@NullMarked
package dev.reconciler.audit.internal;

import org.jspecify.annotations.NullMarked;
