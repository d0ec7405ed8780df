/** The demo's two servers, its shop, the load on its source and the drift in its target. */
@NullMarked
package dev.reconciler.app.demo.internal;

import org.jspecify.annotations.NullMarked;
