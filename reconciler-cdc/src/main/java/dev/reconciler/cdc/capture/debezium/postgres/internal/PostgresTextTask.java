package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.endpoint.postgres.position.Lsn;
import io.debezium.config.Configuration;
import io.debezium.config.Field;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.relational.RelationalDatabaseConnectorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's PostgreSQL task, which differs in five points: values stay text ({@link TextTypes}), the replication session prints
 * them canonically, decoded messages bypass the task and go to the pipeline ({@link DirectStream}), the slot is flushed as soon
 * as a position is acknowledged, and the task never restarts automatically: each start must pass the checks. Public because the
 * engine creates it by name.
 */
public final class PostgresTextTask extends PostgresConnectorTask {
    /** Well below the server's wal_sender_timeout, so that a blocked reader doesn't cost the session. */
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(5);

    private @Nullable ConnectorHandle stream;
    private @Nullable Lsn flushed;

    @Override
    public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
        stream = ConnectorHandle.find(config.asMap());
        try {
            return super.start(config);
        } catch (RetriableException e) {
            throw new ConnectException("the stream could not start: " + e.getMessage(), e);
        }
    }

    /** All fields except the host, see {@link PostgresTextConnector}. */
    @Override
    protected Iterable<Field> getAllConfigurationFields() {
        List<Field> fields = new ArrayList<>();
        super.getAllConfigurationFields().forEach(fields::add);
        fields.removeIf(field -> field.name().equals(RelationalDatabaseConnectorConfig.HOSTNAME.name()));
        return fields;
    }

    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection connection, PostgresSchema schema, PostgresConnectorConfig config) {
        ReplicationConnection replication = ReplicationConnection.builder(config)
                .withSlot(config.slotName())
                .withPublication(config.publicationName())
                .withTableFilter(config.getTableFilters())
                .withPublicationAutocreateMode(PostgresConnectorConfig.AutoCreateMode.DISABLED)
                .withPlugin(config.plugin())
                .dropSlotOnClose(false)
                .createFailOverSlot(false)
                .statusUpdateInterval(STATUS_INTERVAL)
                .withTypeRegistry(new TextTypes(connection))
                .withSchema(schema)
                .jdbcMetadataConnection(connection)
                .build();
        return new CanonicalReplication((PostgresReplicationConnection) replication, schema, live());
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        Lsn acknowledged = live().acknowledged();
        if (!acknowledged.equals(flushed)) {
            // Makes the next poll flush the slot to the offset store's position.
            commit();
            flushed = acknowledged;
        }
        return super.doPoll();
    }

    private ConnectorHandle live() {
        if (stream == null) {
            throw new IllegalStateException("the task was not started");
        }
        return stream;
    }
}
