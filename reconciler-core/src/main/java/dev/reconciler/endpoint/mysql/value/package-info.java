/** The values of columns of MySQL and MariaDB in the neutral text form: how they are read, and bound to be written. */
@NullMarked
package dev.reconciler.endpoint.mysql.value;

import org.jspecify.annotations.NullMarked;
