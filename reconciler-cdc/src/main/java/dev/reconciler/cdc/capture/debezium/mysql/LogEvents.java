package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ByteArrayEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventHeaderV4Deserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.schema.Side;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Reads the log's events, rows by {@link LoggedCells}. */
final class LogEvents {
    private LogEvents() {}

    /** @param side the side of the server in the pipeline */
    static EventDeserializer reader(Side side) {
        Map<Long, TableMapEventData> tables = new HashMap<>();
        EventDeserializer defaults = new EventDeserializer();
        Map<EventType, EventDataDeserializer> readers = new EnumMap<>(EventType.class);
        for (EventType type : EventType.values()) {
            readers.put(type, defaults.getEventDataDeserializer(type));
        }
        readers.put(EventType.WRITE_ROWS, new LoggedCells.Inserted(tables));
        readers.put(EventType.UPDATE_ROWS, new LoggedCells.Updated(tables));
        readers.put(EventType.DELETE_ROWS, new LoggedCells.Deleted(tables));
        readers.put(EventType.EXT_WRITE_ROWS, new LoggedCells.Inserted(tables).setMayContainExtraInformation(true));
        readers.put(EventType.EXT_UPDATE_ROWS, new LoggedCells.Updated(tables).setMayContainExtraInformation(true));
        readers.put(EventType.EXT_DELETE_ROWS, new LoggedCells.Deleted(tables).setMayContainExtraInformation(true));
        readers.put(EventType.PARTIAL_UPDATE_ROWS_EVENT, new ByteArrayEventDataDeserializer());
        // The same event, with an identity of zeros.
        readers.put(EventType.ANONYMOUS_GTID, defaults.getEventDataDeserializer(EventType.GTID));
        readers.put(EventType.TRANSACTION_PAYLOAD, in -> {
            throw new StreamRefusedException(
                    "the " + side.noun() + " compresses transactions in its log, which can't be"
                            + " read: SET GLOBAL binlog_transaction_compression=OFF"
                            + (side == Side.SOURCE ? ", then run `serve --resync`" : ""));
        });
        return new EventDeserializer(new EventHeaderV4Deserializer(), new NullEventDataDeserializer(), readers, tables);
    }
}
