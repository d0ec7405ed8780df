/** Log positions, transaction ids and snapshot contents of PostgreSQL. */
@NullMarked
package dev.reconciler.endpoint.postgres.position;

import org.jspecify.annotations.NullMarked;
