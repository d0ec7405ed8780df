/** The last comparison of schemas, in the control database. */
@NullMarked
package dev.reconciler.compatibility.internal;

import org.jspecify.annotations.NullMarked;
