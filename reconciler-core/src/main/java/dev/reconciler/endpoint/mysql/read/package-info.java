/** Reading MySQL and MariaDB: snapshots, chunks of mapped tables in canonical form, catalogs. */
@NullMarked
package dev.reconciler.endpoint.mysql.read;

import org.jspecify.annotations.NullMarked;
