/** Tests that every benchmark still runs and prints what scripts read. */
@NullMarked
package dev.reconciler.bench;

import org.jspecify.annotations.NullMarked;
