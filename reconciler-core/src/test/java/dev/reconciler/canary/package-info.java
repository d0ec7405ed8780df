/** The canary's plants, and the findings that they require. */
@NullMarked
package dev.reconciler.canary;

import org.jspecify.annotations.NullMarked;
