/** Publication and replication slot of a PostgreSQL source, and the facts that decide whether its stream may continue. */
@NullMarked
package dev.reconciler.endpoint.postgres.source;

import org.jspecify.annotations.NullMarked;
