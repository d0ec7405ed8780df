/** Stream verification: each changed key is read again in the target and compared with what the ledger says of it. */
@NullMarked
package dev.reconciler.verify.stream;

import org.jspecify.annotations.NullMarked;
