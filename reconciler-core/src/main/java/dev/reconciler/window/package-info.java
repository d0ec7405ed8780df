/** The window and its lanes: in each a source and a target snapshot whose difference in time is fully explained by the target's ledger. */
@NullMarked
package dev.reconciler.window;

import org.jspecify.annotations.NullMarked;
