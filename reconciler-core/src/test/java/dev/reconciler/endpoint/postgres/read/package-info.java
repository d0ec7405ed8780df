/** Tests of reading PostgreSQL. */
@NullMarked
package dev.reconciler.endpoint.postgres.read;

import org.jspecify.annotations.NullMarked;
