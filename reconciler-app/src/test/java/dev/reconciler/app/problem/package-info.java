/** Tests of what becomes a standing problem. */
@NullMarked
package dev.reconciler.app.problem;

import org.jspecify.annotations.NullMarked;
