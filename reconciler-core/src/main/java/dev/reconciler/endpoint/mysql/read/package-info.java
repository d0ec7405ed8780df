/** Reading the catalogs of MySQL and MariaDB. */
@NullMarked
package dev.reconciler.endpoint.mysql.read;

import org.jspecify.annotations.NullMarked;
