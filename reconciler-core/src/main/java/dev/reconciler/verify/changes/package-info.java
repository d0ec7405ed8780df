/** The record of changed keys: which rows the stream changed in which minutes, for runs over a past span of time. */
@NullMarked
package dev.reconciler.verify.changes;

import org.jspecify.annotations.NullMarked;
