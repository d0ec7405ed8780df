/** MySQL and MariaDB behind the ports: the kinds of servers, their types, names and sessions. */
@NullMarked
package dev.reconciler.endpoint.mysql;

import org.jspecify.annotations.NullMarked;
