package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.position.TransactionId;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/**
 * Passes decoded messages directly to the pipeline instead of the connector's own processor, which would convert each message
 * into a Connect record: this would take most of a stream's CPU time, for a form that the pipeline would convert again. Because
 * the processor sees nothing, the connector's queue stays empty and its offset at the checkpoint.
 */
final class DirectStream implements ReplicationStream {
    private final ReplicationStream server;
    private final PostgresSchema schema;
    private final DecodedMessages messages;
    private final Map<String, TableId> ids = new HashMap<>();

    DirectStream(ReplicationStream server, PostgresSchema schema, DecodedMessages messages) {
        this.server = server;
        this.schema = schema;
        this.messages = messages;
    }

    @Override
    public void read(ReplicationMessageProcessor ignored) throws SQLException, InterruptedException {
        server.read(this::take);
    }

    @Override
    public boolean readPending(ReplicationMessageProcessor ignored) throws SQLException, InterruptedException {
        return server.readPending(this::take);
    }

    private void take(ReplicationMessage message) throws InterruptedException {
        switch (message.getOperation()) {
            case BEGIN -> messages.begin(transaction(message));
            case COMMIT ->
                messages.commit(
                        transaction(message),
                        new dev.reconciler.endpoint.postgres.position.Lsn(
                                server.lastReceivedLsn().asLong()),
                        message.getCommitTime());
            case INSERT, UPDATE, DELETE, TRUNCATE -> messages.change(message, table(message));
            case MESSAGE,
                    NOOP,
                    ORIGIN -> {} // marks, of which only the transaction's COMMIT matters, and tables left out
        }
    }

    /** The 32-bit xid. */
    private static TransactionId transaction(ReplicationMessage message) {
        return new TransactionId(Long.toString(message.getTransactionId().orElseThrow()));
    }

    private Table table(ReplicationMessage message) {
        Table table = schema.tableFor(ids.computeIfAbsent(message.getTable(), name -> TableId.parse(name, false)));
        if (table == null) {
            throw new IllegalStateException(
                    "a change of " + message.getTable() + ", whose columns the stream did not describe");
        }
        return table;
    }

    @Override
    public void flushLsn(Lsn lsn) throws SQLException {
        server.flushLsn(lsn);
    }

    @Override
    public Lsn lastReceivedLsn() {
        return server.lastReceivedLsn();
    }

    @Override
    public Lsn startLsn() {
        return server.startLsn();
    }

    @Override
    public void startKeepAlive(ExecutorService service) {
        server.startKeepAlive(service);
    }

    @Override
    public void stopKeepAlive() {
        server.stopKeepAlive();
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
