/** Business rules: users' queries that must give the same on both sides, or nothing. */
@NullMarked
package dev.reconciler.rules;

import org.jspecify.annotations.NullMarked;
