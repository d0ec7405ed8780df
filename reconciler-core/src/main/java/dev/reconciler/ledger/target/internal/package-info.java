/** What the stream from the target has told, in the target database. */
@NullMarked
package dev.reconciler.ledger.target.internal;

import org.jspecify.annotations.NullMarked;
