/** The canary: a job plants known differences in rows of its own, and requires every other job to find them and correction to repair them. */
@NullMarked
package dev.reconciler.canary;

import org.jspecify.annotations.NullMarked;
