/** The streams of MySQL and MariaDB, from their binary logs, by Debezium's reader of such logs. */
@NullMarked
package dev.reconciler.cdc.capture.debezium.mysql;

import org.jspecify.annotations.NullMarked;
