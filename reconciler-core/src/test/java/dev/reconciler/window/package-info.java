/** Tests of windows, their lanes and the keys in doubt. */
@NullMarked
package dev.reconciler.window;

import org.jspecify.annotations.NullMarked;
