/** The catalog and the values of MySQL and MariaDB, on real servers and beside PostgreSQL. */
@NullMarked
package dev.reconciler.endpoint.mysql.read;

import org.jspecify.annotations.NullMarked;
