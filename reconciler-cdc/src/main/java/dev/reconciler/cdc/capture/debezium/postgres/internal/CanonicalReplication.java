package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.endpoint.postgres.SessionSettings;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A replication session that prints values in the same text form as all other sessions of the pipeline, never creates a slot, and
 * checks the slot again once it holds it: from then on no session can drop and recreate it. Its messages go to the pipeline
 * ({@link DirectStream}).
 */
final class CanonicalReplication implements ReplicationConnection {
    private final PostgresReplicationConnection session;
    private final PostgresSchema schema;
    private final ConnectorHandle stream;

    CanonicalReplication(PostgresReplicationConnection session, PostgresSchema schema, ConnectorHandle stream) {
        this.session = session;
        this.schema = schema;
        this.stream = stream;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator walPosition) {
        throw new IllegalStateException("the stream starts at the checkpoint, never at the slot's own position");
    }

    @Override
    public ReplicationStream startStreaming(Lsn offset, WalPositionLocator walPosition)
            throws SQLException, InterruptedException {
        session.initConnection();
        session.execute(SessionSettings.SQL);
        TableGuard.before(session, stream.messages());
        ReplicationStream replication = session.startStreaming(offset, walPosition);
        stream.requireSafe();
        return new DirectStream(replication, schema, stream.messages());
    }

    @Override
    public Optional<SlotCreationResult> createReplicationSlot() {
        throw new IllegalStateException("the replication slot is gone");
    }

    @Override
    public void initConnection() throws SQLException, InterruptedException {
        session.initConnection();
    }

    @Override
    public boolean isConnected() throws SQLException {
        return session.isConnected();
    }

    @Override
    public void reconnect() throws SQLException {
        session.reconnect();
    }

    @Override
    public void close() {
        session.close();
    }
}
