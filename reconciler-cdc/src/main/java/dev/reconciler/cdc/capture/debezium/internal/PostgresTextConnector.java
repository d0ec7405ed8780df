package dev.reconciler.cdc.capture.debezium.internal;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/** Debezium's PostgreSQL connector with {@link PostgresTextTask}; public because the engine creates it by name. */
public final class PostgresTextConnector extends PostgresConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return PostgresTextTask.class;
    }
}
