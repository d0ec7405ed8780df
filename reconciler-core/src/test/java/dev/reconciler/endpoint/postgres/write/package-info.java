/** The PostgreSQL target, against a real server. */
@NullMarked
package dev.reconciler.endpoint.postgres.write;

import org.jspecify.annotations.NullMarked;
