/** What control databases of PostgreSQL do in their own way. */
@NullMarked
package dev.reconciler.endpoint.postgres.control;

import org.jspecify.annotations.NullMarked;
