package dev.reconciler.cdc.capture.debezium;

import dev.reconciler.position.Lsn;
import dev.reconciler.position.TransactionId;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What one of the connector's records is. */
sealed interface PostgresRecord {
    record Begin(TransactionId id) implements PostgresRecord {}

    /** @param end the log position after the commit: the server sends it with END, alone of all that a record tells */
    record End(TransactionId id, Lsn end, Instant committedAt) implements PostgresRecord {}

    /** A change of a row, or TRUNCATE. */
    record Change(SourceRecord source, Struct envelope) implements PostgresRecord {}

    /** A mark in the log; its transaction's END is what matters. */
    record Mark() implements PostgresRecord {}

    /** @throws IllegalArgumentException if the record is none of these */
    static PostgresRecord of(SourceRecord source) {
        if (!(source.value() instanceof Struct value)) {
            throw new IllegalArgumentException("not a record of the PostgreSQL connector: " + source);
        }
        if (value.schema().field("op") != null) {
            return "m".equals(value.getString("op")) ? new Mark() : new Change(source, value);
        }
        if (value.schema().field("status") == null) {
            throw new IllegalArgumentException("not a record of the PostgreSQL connector: " + source);
        }
        // The id is the 32-bit xid, a colon and a log position that goes backwards.
        String id = value.getString("id");
        TransactionId transaction = new TransactionId(id.substring(0, id.indexOf(':')));
        if ("BEGIN".equals(value.getString("status"))) {
            return new Begin(transaction);
        }
        Lsn end = new Lsn((Long) Objects.requireNonNull(source.sourceOffset().get("lsn")));
        return new End(transaction, end, Instant.ofEpochMilli(value.getInt64("ts_ms")));
    }
}
