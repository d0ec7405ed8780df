/** Reading PostgreSQL: snapshots, chunks of mapped tables in canonical form, catalogs. */
@NullMarked
package dev.reconciler.endpoint.postgres.read;

import org.jspecify.annotations.NullMarked;
