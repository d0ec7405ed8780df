/** Runs of jobs: what is running, how far it is, and how it ended. */
@NullMarked
package dev.reconciler.run;

import org.jspecify.annotations.NullMarked;
