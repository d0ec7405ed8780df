/** Uniform samples of rows, compared whole, with a confidence interval. */
@NullMarked
package dev.reconciler.verify.sample;

import org.jspecify.annotations.NullMarked;
