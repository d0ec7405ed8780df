/** The PostgreSQL stream by embedded Debezium. */
@NullMarked
package dev.reconciler.cdc.capture.debezium.postgres;

import org.jspecify.annotations.NullMarked;
