/** The journal in the target database, and suppressions in the control database. */
@NullMarked
package dev.reconciler.correction.internal;

import org.jspecify.annotations.NullMarked;
