/** Binary log coordinates, GTIDs and GTID sets of MySQL and MariaDB. */
@NullMarked
package dev.reconciler.endpoint.mysql.position;

import org.jspecify.annotations.NullMarked;
