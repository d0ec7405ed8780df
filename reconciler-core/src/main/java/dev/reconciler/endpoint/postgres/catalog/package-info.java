/** Complete catalogs of PostgreSQL, and the SQL that counts rows and changes definitions. */
@NullMarked
package dev.reconciler.endpoint.postgres.catalog;

import org.jspecify.annotations.NullMarked;
