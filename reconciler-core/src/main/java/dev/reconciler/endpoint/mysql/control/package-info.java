/** Control databases of MySQL and MariaDB: their SQL, their tables and the settings of their sessions. */
@NullMarked
package dev.reconciler.endpoint.mysql.control;

import org.jspecify.annotations.NullMarked;
