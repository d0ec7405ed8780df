/** Contracts of the control stores, in PostgreSQL. */
@NullMarked
package dev.reconciler.endpoint.postgres.control;

import org.jspecify.annotations.NullMarked;
