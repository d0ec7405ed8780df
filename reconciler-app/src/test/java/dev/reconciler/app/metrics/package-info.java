/** Exported metrics. */
@NullMarked
package dev.reconciler.app.metrics;

import org.jspecify.annotations.NullMarked;
