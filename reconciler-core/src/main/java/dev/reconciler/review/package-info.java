/** Discrepancies that wait for a person, and what people decide. */
@NullMarked
package dev.reconciler.review;

import org.jspecify.annotations.NullMarked;
