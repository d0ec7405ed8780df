/** Compares source and target by SQL that shares nothing with the daemon's. */
@NullMarked
package dev.reconciler.bench.lab.oracle;

import org.jspecify.annotations.NullMarked;
