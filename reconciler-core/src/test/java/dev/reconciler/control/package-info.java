/** Tests of what every store of the control database shares. */
@NullMarked
package dev.reconciler.control;

import org.jspecify.annotations.NullMarked;
