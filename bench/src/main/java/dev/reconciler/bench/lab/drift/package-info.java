/** Makes source and target differ on purpose, and says exactly where. */
@NullMarked
package dev.reconciler.bench.lab.drift;

import org.jspecify.annotations.NullMarked;
