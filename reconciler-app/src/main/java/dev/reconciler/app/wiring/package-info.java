/** The composition root: builds all parts from the configuration, and is the only package that sleeps and reads the clock. */
@NullMarked
package dev.reconciler.app.wiring;

import org.jspecify.annotations.NullMarked;
