/** Tests of standing problems. */
@NullMarked
package dev.reconciler.app.problem;

import org.jspecify.annotations.NullMarked;
