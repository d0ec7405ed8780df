/** What the canary job has planted, in the control database. */
@NullMarked
package dev.reconciler.verify.canary.internal;

import org.jspecify.annotations.NullMarked;
