/** MySQL and MariaDB as the target. */
@NullMarked
package dev.reconciler.endpoint.mysql.write;

import org.jspecify.annotations.NullMarked;
