/** Stream verification: each changed key is read again in the target and compared with its ledger entry. */
@NullMarked
package dev.reconciler.verify.stream;

import org.jspecify.annotations.NullMarked;
