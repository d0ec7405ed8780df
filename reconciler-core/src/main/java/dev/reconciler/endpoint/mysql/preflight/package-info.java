/** Checks a MySQL or MariaDB server before a pipeline starts. */
@NullMarked
package dev.reconciler.endpoint.mysql.preflight;

import org.jspecify.annotations.NullMarked;
