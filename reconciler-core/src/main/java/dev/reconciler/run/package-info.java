/** The record of runs: job, scope, progress and outcome of each. */
@NullMarked
package dev.reconciler.run;

import org.jspecify.annotations.NullMarked;
