/**
 * The window and its lanes: in each, a source and a target snapshot whose distance in time the target's ledger fully explains.
 */
@NullMarked
package dev.reconciler.window;

import org.jspecify.annotations.NullMarked;
