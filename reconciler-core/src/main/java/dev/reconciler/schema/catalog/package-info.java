/** Complete catalogs for comparison: definitions with their details, and the SQL that counts rows and changes definitions. */
@NullMarked
package dev.reconciler.schema.catalog;

import org.jspecify.annotations.NullMarked;
