package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.endpoint.postgres.source.StreamableColumns;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.MessageDecoder;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hides tables that the connector's decoder can't process ({@link StreamableColumns}) from it, because such a table would end the
 * stream of all tables. The guard reports the table once, where the server describes it; its changes are left out until the
 * server describes it with other columns.
 *
 * <p>Hides unmapped tables too. A publication may carry some: a person added one, or a mapped table was renamed while the daemon
 * runs. The decoder knows a relation by its number and continues to treat it as the table of its former name: changes of {@code
 * orders_old} would be applied to the {@code orders} that took its place.
 *
 * <p>Reads the first bytes of pgoutput's messages Relation, Insert, Update, Delete and Truncate (protocol version 1:
 * PostgreSQL documentation, "Logical Replication Message Formats").
 */
final class TableGuard implements MessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(TableGuard.class);

    private final MessageDecoder decoder;
    private final DecodedMessages messages;
    private final Set<Integer> leftOut = new HashSet<>();

    private TableGuard(MessageDecoder decoder, DecodedMessages messages) {
        this.decoder = decoder;
        this.messages = messages;
    }

    /** Installs a guard in front of the session's decoder, which the connector creates itself and keeps in a field. */
    static void before(PostgresReplicationConnection session, DecodedMessages messages) {
        try {
            Field field = PostgresReplicationConnection.class.getDeclaredField("messageDecoder");
            field.setAccessible(true);
            if (field.get(session) instanceof MessageDecoder decoder && !(decoder instanceof TableGuard)) {
                field.set(session, new TableGuard(decoder, messages));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the connector keeps its decoder elsewhere", e);
        }
    }

    @Override
    public void processMessage(ByteBuffer buffer, ReplicationMessageProcessor processor, TypeRegistry types)
            throws SQLException, InterruptedException {
        ByteBuffer kept = buffer == null || !buffer.hasRemaining() ? buffer : kept(buffer);
        if (buffer == null || kept != null) {
            decoder.processMessage(kept, processor, types);
        }
    }

    /** The message, or the part of it for the decoder; null if no part is. */
    private @Nullable ByteBuffer kept(ByteBuffer buffer) throws InterruptedException {
        if (buffer.get(buffer.position()) == 'T') {
            return keptTruncate(buffer);
        }
        return isLeftOut(buffer.duplicate()) ? null : buffer;
    }

    private boolean isLeftOut(ByteBuffer message) throws InterruptedException {
        return switch (message.get()) {
            case 'R' -> isLeftOutRelation(message);
            case 'I', 'U', 'D' -> leftOut.contains(message.getInt());
            default -> false;
        };
    }

    private boolean isLeftOutRelation(ByteBuffer message) throws InterruptedException {
        int relation = message.getInt();
        String schema = text(message);
        String table = text(message);
        if (!messages.reads(schema, table)) {
            if (leftOut.add(relation)) {
                LOG.warn(
                        "relation published but not mapped, its changes are ignored table={}.{} action=\"remove it"
                                + " from the publication, or map it\"",
                        schema,
                        table);
            }
            return true;
        }
        Optional<String> obstacle = StreamableColumns.obstacle(columns(message));
        if (obstacle.isEmpty()) {
            leftOut.remove(relation);
        } else if (leftOut.add(relation)) {
            messages.leftOut(schema, table, obstacle.get());
        }
        return obstacle.isPresent();
    }

    /** One TRUNCATE may name several relations: only those that are read remain. */
    private @Nullable ByteBuffer keptTruncate(ByteBuffer buffer) {
        ByteBuffer message = buffer.duplicate();
        byte type = message.get();
        int relations = message.getInt();
        byte options = message.get();
        List<Integer> read = new ArrayList<>();
        for (int i = 0; i < relations; i++) {
            int relation = message.getInt();
            if (!leftOut.contains(relation)) {
                read.add(relation);
            }
        }
        if (read.size() == relations) {
            return buffer;
        }
        if (read.isEmpty()) {
            return null;
        }
        ByteBuffer kept = ByteBuffer.allocate(2 + Integer.BYTES * (1 + read.size()));
        kept.put(type).putInt(read.size()).put(options);
        read.forEach(kept::putInt);
        return kept.flip();
    }

    private static List<String> columns(ByteBuffer message) {
        message.get(); // replica identity
        int count = message.getShort();
        List<String> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            message.get(); // flags
            columns.add(text(message));
            message.getLong(); // type and modifier
        }
        return columns;
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            continue;
        }
        byte[] bytes = new byte[message.position() - start - 1];
        message.duplicate().position(start).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public ChainedLogicalStreamBuilder defaultOptions(
            ChainedLogicalStreamBuilder builder, Function<Integer, Boolean> hasMinimumServerVersion) {
        return decoder.defaultOptions(builder, hasMinimumServerVersion);
    }

    @Override
    public boolean shouldMessageBeSkipped(
            ByteBuffer buffer, Lsn lastReceived, Lsn start, WalPositionLocator walPosition) {
        return decoder.shouldMessageBeSkipped(buffer, lastReceived, start, walPosition);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
