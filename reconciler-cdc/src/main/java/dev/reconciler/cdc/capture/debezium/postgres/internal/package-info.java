/** Classes that the connector creates by name: its offset store, task, replication session and value converter. */
@NullMarked
package dev.reconciler.cdc.capture.debezium.postgres.internal;

import org.jspecify.annotations.NullMarked;
