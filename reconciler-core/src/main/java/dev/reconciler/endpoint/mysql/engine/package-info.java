/** MySQL and MariaDB as engines of a pipeline. */
@NullMarked
package dev.reconciler.endpoint.mysql.engine;

import org.jspecify.annotations.NullMarked;
