/** Writes by lookup tables. */
@NullMarked
package dev.reconciler.endpoint.write;

import org.jspecify.annotations.NullMarked;
