/** The composition root: makes everything of a configuration, and is the only place that sleeps and reads the clock. */
@NullMarked
package dev.reconciler.app.wiring;

import org.jspecify.annotations.NullMarked;
