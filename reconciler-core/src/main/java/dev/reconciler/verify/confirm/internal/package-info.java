/** Candidates in the control database. */
@NullMarked
package dev.reconciler.verify.confirm.internal;

import org.jspecify.annotations.NullMarked;
