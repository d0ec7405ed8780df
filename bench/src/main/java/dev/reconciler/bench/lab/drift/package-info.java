/** Makes source and target differ on purpose, and returns the exact rows. */
@NullMarked
package dev.reconciler.bench.lab.drift;

import org.jspecify.annotations.NullMarked;
