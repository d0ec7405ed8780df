/** The canary's plants, in the control database. */
@NullMarked
package dev.reconciler.canary.internal;

import org.jspecify.annotations.NullMarked;
