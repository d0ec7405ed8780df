/** The metrics that alert rules use, under their documented names. */
@NullMarked
package dev.reconciler.app.metrics;

import org.jspecify.annotations.NullMarked;
