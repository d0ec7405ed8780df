/**
 * The canary: a job plants known differences in its own rows, and requires every other job to find them and correction to repair
 * them.
 */
@NullMarked
package dev.reconciler.canary;

import org.jspecify.annotations.NullMarked;
