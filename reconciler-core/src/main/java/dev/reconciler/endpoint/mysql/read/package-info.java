/** Reading MySQL and MariaDB: catalogs, and the values of columns in the neutral text form. */
@NullMarked
package dev.reconciler.endpoint.mysql.read;

import org.jspecify.annotations.NullMarked;
