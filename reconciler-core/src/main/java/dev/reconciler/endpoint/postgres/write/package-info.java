/** PostgreSQL as the target: rows, checkpoint, ledger and notes in one transaction. */
@NullMarked
package dev.reconciler.endpoint.postgres.write;

import org.jspecify.annotations.NullMarked;
