/** Complete catalogs of MySQL and MariaDB, and the SQL that counts rows and changes definitions. */
@NullMarked
package dev.reconciler.endpoint.mysql.catalog;

import org.jspecify.annotations.NullMarked;
