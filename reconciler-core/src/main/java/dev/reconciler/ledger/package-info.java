/** The target's own record of the applier's recent changes, per source transaction and key. */
@NullMarked
package dev.reconciler.ledger;

import org.jspecify.annotations.NullMarked;
