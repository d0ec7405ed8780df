/** Sizes and draws of samples. */
@NullMarked
package dev.reconciler.verify.sample;

import org.jspecify.annotations.NullMarked;
