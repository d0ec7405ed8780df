/** PostgreSQL as an engine: what implements the ports of {@code endpoint.engine}. */
@NullMarked
package dev.reconciler.endpoint.postgres.engine;

import org.jspecify.annotations.NullMarked;
