/** The demo: a shop, its load, injected drift, and the same daemon that {@code serve} runs. */
@NullMarked
package dev.reconciler.bench.demo;

import org.jspecify.annotations.NullMarked;
