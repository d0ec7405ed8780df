/** The job that plants known differences and requires every other job to find them. */
@NullMarked
package dev.reconciler.run.canary;

import org.jspecify.annotations.NullMarked;
