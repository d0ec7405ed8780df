/** Each interleaving that a class's documentation argues about, forced on real servers at its hook points. */
@NullMarked
package dev.reconciler.app.interleaving;

import org.jspecify.annotations.NullMarked;
