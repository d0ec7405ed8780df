/** Checks a PostgreSQL server before a pipeline starts; only reads. */
@NullMarked
package dev.reconciler.endpoint.postgres.preflight;

import org.jspecify.annotations.NullMarked;
