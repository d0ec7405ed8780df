/** The durable record of who wrote which key of the target, as the stream from the target's own log reported it. */
@NullMarked
package dev.reconciler.ledger.target;

import org.jspecify.annotations.NullMarked;
