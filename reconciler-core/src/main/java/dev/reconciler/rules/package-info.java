/** Business rules: users' queries that must return the same rows on both sides, or no rows. */
@NullMarked
package dev.reconciler.rules;

import org.jspecify.annotations.NullMarked;
