/** The SQL that control databases of PostgreSQL need and other engines spell differently. */
@NullMarked
package dev.reconciler.endpoint.postgres.control;

import org.jspecify.annotations.NullMarked;
