/** Writes the canary's differences into the target, and takes them out again; nothing outside the canary's scope. */
@NullMarked
package dev.reconciler.correction.canary;

import org.jspecify.annotations.NullMarked;
