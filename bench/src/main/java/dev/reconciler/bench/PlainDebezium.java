package dev.reconciler.bench;

import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * Unmodified Debezium without output: its own connector, value conversion and offsets. Values are represented without loss,
 * transactions are marked, and it polls as often as the product's stream, in batches of 4,096 records from a queue of 8,192;
 * every other setting is the default.
 */
final class PlainDebezium implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private final Meter meter;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;

    PlainDebezium(Servers servers, SourceStream slot, Meter meter) {
        this.meter = meter;
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(configuration(servers, slot))
                .using((success, message, error) -> {
                    if (!success) {
                        meter.fail(error == null ? new IllegalStateException(message) : error);
                    }
                })
                .notifying(this)
                .build();
    }

    /** Seconds from connecting to the last change. */
    double run() throws InterruptedException, IOException {
        Thread thread = new Thread(engine, "plain-debezium");
        long start = System.nanoTime();
        thread.start();
        try {
            return meter.await("Debezium alone", start);
        } finally {
            engine.close();
            thread.join();
        }
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> records, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        long changes = 0;
        for (RecordChangeEvent<SourceRecord> each : records) {
            changes += isChange(each.record()) ? 1 : 0;
            committer.markProcessed(each);
        }
        committer.markBatchFinished();
        meter.add(changes);
    }

    private static boolean isChange(SourceRecord event) {
        Schema schema = event.valueSchema();
        return schema != null
                && schema.field("op") != null
                && List.of("c", "u", "d").contains(((Struct) event.value()).getString("op"));
    }

    private static Properties configuration(Servers servers, SourceStream slot) {
        Properties p = new Properties();
        p.setProperty("name", slot.name());
        p.setProperty("topic.prefix", slot.name());
        p.setProperty("connector.class", PostgresConnector.class.getName());
        p.setProperty("offset.storage", MemoryOffsetBackingStore.class.getName());
        p.setProperty("database.hostname", "localhost");
        p.setProperty("database.port", Integer.toString(servers.source.port()));
        p.setProperty("database.dbname", servers.sourceDatabase);
        p.setProperty("database.user", servers.source.user());
        p.setProperty("database.password", servers.source.password());
        p.setProperty("plugin.name", "pgoutput");
        p.setProperty("slot.name", slot.name());
        p.setProperty("publication.name", SourceStream.PUBLICATION);
        p.setProperty("publication.autocreate.mode", "disabled");
        p.setProperty("snapshot.mode", "no_data");
        p.setProperty("table.include.list", "public\\." + WideTable.NAME);
        p.setProperty("provide.transaction.metadata", "true");
        p.setProperty("decimal.handling.mode", "string");
        p.setProperty("include.unknown.datatypes", "true");
        p.setProperty("max.batch.size", "4096");
        p.setProperty("max.queue.size", "8192");
        p.setProperty("poll.interval.ms", "50");
        return p;
    }
}
