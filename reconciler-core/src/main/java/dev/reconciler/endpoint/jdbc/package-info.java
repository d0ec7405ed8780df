/** Running single statements over JDBC, for the endpoints of every engine. */
@NullMarked
package dev.reconciler.endpoint.jdbc;

import org.jspecify.annotations.NullMarked;
