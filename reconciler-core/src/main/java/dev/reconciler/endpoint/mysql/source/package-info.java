/** The binary log of a MySQL or MariaDB server, and the facts that decide whether its stream may continue. */
@NullMarked
package dev.reconciler.endpoint.mysql.source;

import org.jspecify.annotations.NullMarked;
