/** A daemon whose pipeline is played by the test; everything behind the API is real. */
@NullMarked
package dev.reconciler.app.testing;

import org.jspecify.annotations.NullMarked;
