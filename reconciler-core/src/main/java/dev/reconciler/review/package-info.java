/** Discrepancies in review, and people's decisions about them. */
@NullMarked
package dev.reconciler.review;

import org.jspecify.annotations.NullMarked;
