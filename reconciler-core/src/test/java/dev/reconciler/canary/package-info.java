/** What is planted, and what must be found of it. */
@NullMarked
package dev.reconciler.canary;

import org.jspecify.annotations.NullMarked;
