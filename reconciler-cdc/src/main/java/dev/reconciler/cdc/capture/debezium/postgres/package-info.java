/** The PostgreSQL stream by embedded Debezium: the only package that knows Debezium's types. */
@NullMarked
package dev.reconciler.cdc.capture.debezium.postgres;

import org.jspecify.annotations.NullMarked;
