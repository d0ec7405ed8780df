/** What a PostgreSQL source needs besides reading: publication, replication slot and the facts that decide whether to stream on. */
@NullMarked
package dev.reconciler.endpoint.postgres.source;

import org.jspecify.annotations.NullMarked;
