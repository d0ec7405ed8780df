/** What the shop's customers and staff do, transaction after transaction, on one side or on both. */
@NullMarked
package dev.reconciler.bench.lab.load;

import org.jspecify.annotations.NullMarked;
