/** The demo: a shop, its load, damage done on purpose, and the very daemon that {@code serve} runs. */
@NullMarked
package dev.reconciler.bench.demo;

import org.jspecify.annotations.NullMarked;
