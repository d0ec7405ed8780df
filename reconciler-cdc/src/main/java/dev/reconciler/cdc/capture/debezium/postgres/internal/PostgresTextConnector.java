package dev.reconciler.cdc.capture.debezium.postgres.internal;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.relational.RelationalDatabaseConnectorConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;

/** Debezium's PostgreSQL connector with {@link PostgresTextTask}; public because the engine creates it by name. */
public final class PostgresTextConnector extends PostgresConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return PostgresTextTask.class;
    }

    /**
     * The connector's pattern of host names rejects IPv6 addresses, so the host is not validated here; a wrong host fails at
     * connecting.
     */
    @Override
    protected Map<String, ConfigValue> validateAllFields(Configuration config) {
        Map<String, ConfigValue> results = new HashMap<>(super.validateAllFields(config));
        String host = RelationalDatabaseConnectorConfig.HOSTNAME.name();
        results.put(host, new ConfigValue(host, config.getString(host), new ArrayList<>(), new ArrayList<>()));
        return results;
    }
}
