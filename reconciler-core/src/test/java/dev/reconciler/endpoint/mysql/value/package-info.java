/** The values of MySQL and MariaDB, on real servers and beside PostgreSQL. */
@NullMarked
package dev.reconciler.endpoint.mysql.value;

import org.jspecify.annotations.NullMarked;
