/** The ledger must return its entries unchanged. */
@NullMarked
package dev.reconciler.ledger;

import org.jspecify.annotations.NullMarked;
