/** The types of MySQL and MariaDB. */
@NullMarked
package dev.reconciler.endpoint.mysql;

import org.jspecify.annotations.NullMarked;
