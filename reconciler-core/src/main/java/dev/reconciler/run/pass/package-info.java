/** Passes over the data: windows one after another until every task is done, and how what they show comes to be proven. */
@NullMarked
package dev.reconciler.run.pass;

import org.jspecify.annotations.NullMarked;
