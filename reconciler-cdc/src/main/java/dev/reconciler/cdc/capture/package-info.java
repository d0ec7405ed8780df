/** The stream of committed source transactions, whatever carries it. */
@NullMarked
package dev.reconciler.cdc.capture;

import org.jspecify.annotations.NullMarked;
