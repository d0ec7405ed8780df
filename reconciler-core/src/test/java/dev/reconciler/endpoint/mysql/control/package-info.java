/** Control databases of MySQL and MariaDB. */
@NullMarked
package dev.reconciler.endpoint.mysql.control;

import org.jspecify.annotations.NullMarked;
