/** The demo's two servers, its shop, the load on one side or both, and what goes wrong in its target. */
@NullMarked
package dev.reconciler.bench.demo.internal;

import org.jspecify.annotations.NullMarked;
