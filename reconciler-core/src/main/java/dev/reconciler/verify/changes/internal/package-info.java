/** The record of changed keys in the control database. */
@NullMarked
package dev.reconciler.verify.changes.internal;

import org.jspecify.annotations.NullMarked;
