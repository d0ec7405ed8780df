/** MySQL and MariaDB as the target: rows, checkpoint, ledger and notes in one transaction. */
@NullMarked
package dev.reconciler.endpoint.mysql.write;

import org.jspecify.annotations.NullMarked;
