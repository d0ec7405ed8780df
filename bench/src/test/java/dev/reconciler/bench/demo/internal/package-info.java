/** The demo's databases, load and drift, tested. */
@NullMarked
package dev.reconciler.bench.demo.internal;

import org.jspecify.annotations.NullMarked;
