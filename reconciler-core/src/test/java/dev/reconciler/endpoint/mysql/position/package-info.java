/** Positions of MySQL and MariaDB, and what a snapshot's bounds promise on real servers. */
@NullMarked
package dev.reconciler.endpoint.mysql.position;

import org.jspecify.annotations.NullMarked;
