/** What the ledger keeps must come back as it was. */
@NullMarked
package dev.reconciler.ledger;

import org.jspecify.annotations.NullMarked;
