/** PostgreSQL's answers that are kept in, or asked of, tables of the target by Jdbi. */
@NullMarked
package dev.reconciler.endpoint.postgres.engine.internal;

import org.jspecify.annotations.NullMarked;
