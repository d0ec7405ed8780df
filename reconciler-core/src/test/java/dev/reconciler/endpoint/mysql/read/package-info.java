/** The catalogs of MySQL and MariaDB, on real servers. */
@NullMarked
package dev.reconciler.endpoint.mysql.read;

import org.jspecify.annotations.NullMarked;
