/** The transactions of the shop's customers and staff, on one side or on both. */
@NullMarked
package dev.reconciler.bench.lab.load;

import org.jspecify.annotations.NullMarked;
