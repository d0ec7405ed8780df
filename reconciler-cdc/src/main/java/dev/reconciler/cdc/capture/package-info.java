/** The stream of committed source transactions, independent of its connector. */
@NullMarked
package dev.reconciler.cdc.capture;

import org.jspecify.annotations.NullMarked;
