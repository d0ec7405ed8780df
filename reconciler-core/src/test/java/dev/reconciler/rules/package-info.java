/** Rules on real servers, whose target is ahead of the source's snapshot. */
@NullMarked
package dev.reconciler.rules;

import org.jspecify.annotations.NullMarked;
