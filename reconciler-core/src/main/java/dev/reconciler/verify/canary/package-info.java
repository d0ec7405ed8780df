/** Known differences in rows of their own: what the canary job plants, and what each job must find of it. */
@NullMarked
package dev.reconciler.verify.canary;

import org.jspecify.annotations.NullMarked;
