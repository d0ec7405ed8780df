package dev.reconciler.bench;

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

/**
 * Unmodified Debezium without output: its own connector, value conversion and offsets. Values are represented without loss,
 * transactions are marked, and it polls as often as the product's stream, in batches of 4,096 records from a queue of 8,192;
 * every other setting is the default.
 */
final class PlainDebezium implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private final Meter meter;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private volatile boolean ended;

    PlainDebezium(SideDatabase source, DebeziumStart start, Meter meter) {
        this.meter = meter;
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(configuration(source, start))
                .using((success, message, error) -> {
                    ended = true;
                    if (!success) {
                        meter.fail(error == null ? new IllegalStateException(message) : error);
                    }
                })
                .notifying(this)
                .build();
    }

    /** Seconds from connecting to the last change. */
    double run() throws InterruptedException, IOException {
        long start = System.nanoTime();
        return run(() -> meter.await("Debezium alone", start));
    }

    /** Seconds from the first change to the last. */
    double runFromFirst() throws InterruptedException, IOException {
        return run(() -> meter.awaitFromFirst("Debezium alone"));
    }

    private interface Waiting {
        double seconds() throws InterruptedException;
    }

    private double run(Waiting waiting) throws InterruptedException, IOException {
        Thread thread = new Thread(engine, "plain-debezium");
        thread.start();
        try {
            return waiting.seconds();
        } finally {
            // An engine that has ended can't be closed.
            if (!ended) {
                engine.close();
            }
            thread.join();
        }
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> records, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        long changes = 0;
        for (RecordChangeEvent<SourceRecord> each : records) {
            if (isChange(each.record())) {
                meter.begin();
                changes++;
            }
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

    private static Properties configuration(SideDatabase source, DebeziumStart start) {
        Properties p = start.properties();
        p.setProperty("database.hostname", source.login().address().host());
        p.setProperty("database.port", Integer.toString(source.login().address().port()));
        p.setProperty("database.user", source.login().user());
        p.setProperty("database.password", source.login().password());
        p.setProperty("provide.transaction.metadata", "true");
        p.setProperty("decimal.handling.mode", "string");
        p.setProperty("max.batch.size", "4096");
        p.setProperty("max.queue.size", "8192");
        p.setProperty("poll.interval.ms", "50");
        return p;
    }
}
