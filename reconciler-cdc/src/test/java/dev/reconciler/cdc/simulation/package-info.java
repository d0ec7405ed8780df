/** The window protocol, simulated: the real classes on endpoints in memory, one seed, every interleaving by chance. */
@NullMarked
package dev.reconciler.cdc.simulation;

import org.jspecify.annotations.NullMarked;
