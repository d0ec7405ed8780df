/** The composition of the parts, beyond calls of constructors. */
@NullMarked
package dev.reconciler.app.wiring;

import org.jspecify.annotations.NullMarked;
