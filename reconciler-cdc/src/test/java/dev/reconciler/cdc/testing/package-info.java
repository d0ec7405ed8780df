/** In-memory stand-ins for databases, for tests of logic and for simulations. */
@NullMarked
package dev.reconciler.cdc.testing;

import org.jspecify.annotations.NullMarked;
