/** Checks of MySQL and MariaDB servers. */
@NullMarked
package dev.reconciler.endpoint.mysql.preflight;

import org.jspecify.annotations.NullMarked;
