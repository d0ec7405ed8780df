/** Finds the problems that would keep a pipeline from running, before it starts and without a change to any database. */
@NullMarked
package dev.reconciler.app.check;

import org.jspecify.annotations.NullMarked;
