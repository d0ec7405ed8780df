/** PostgreSQL behind the reading and writing ports. */
@NullMarked
package dev.reconciler.endpoint.postgres;

import org.jspecify.annotations.NullMarked;
