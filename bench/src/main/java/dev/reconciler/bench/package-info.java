/** Benchmarks, run by name through {@code bench/run}; not shipped. */
@NullMarked
package dev.reconciler.bench;

import org.jspecify.annotations.NullMarked;
