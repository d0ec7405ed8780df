/** Coverage in the control database. */
@NullMarked
package dev.reconciler.verify.coverage.internal;

import org.jspecify.annotations.NullMarked;
