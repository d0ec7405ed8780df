/** What the applier did lately, per source transaction and key, as the target itself records it. */
@NullMarked
package dev.reconciler.ledger;

import org.jspecify.annotations.NullMarked;
