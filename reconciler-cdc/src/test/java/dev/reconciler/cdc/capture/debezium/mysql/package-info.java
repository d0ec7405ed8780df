/** Tests of the streams of MySQL and MariaDB, on real servers. */
@NullMarked
package dev.reconciler.cdc.capture.debezium.mysql;

import org.jspecify.annotations.NullMarked;
