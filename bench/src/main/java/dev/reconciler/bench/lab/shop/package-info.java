/** The shop that the demo runs: its tables on either side, the rows in them, and how both are written. */
@NullMarked
package dev.reconciler.bench.lab.shop;

import org.jspecify.annotations.NullMarked;
