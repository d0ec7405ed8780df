/** Whole migrations of data as old applications leave it. */
@NullMarked
package dev.reconciler.app.examples;

import org.jspecify.annotations.NullMarked;
