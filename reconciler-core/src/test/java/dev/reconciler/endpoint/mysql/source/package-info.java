/** The stream of a MySQL or MariaDB source: where it begins, and when it may continue. */
@NullMarked
package dev.reconciler.endpoint.mysql.source;

import org.jspecify.annotations.NullMarked;
