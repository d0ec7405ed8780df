/** The record of runs: which job ran for what, how far it is, and how it ended. */
@NullMarked
package dev.reconciler.run;

import org.jspecify.annotations.NullMarked;
