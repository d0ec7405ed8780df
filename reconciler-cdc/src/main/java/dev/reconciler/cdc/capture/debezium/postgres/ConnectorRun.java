package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.capture.debezium.postgres.internal.ConnectorHandle;
import dev.reconciler.cdc.capture.debezium.postgres.internal.PostgresTextConnector;
import dev.reconciler.cdc.capture.spill.EventBuffer;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the connector, from start to stop. */
final class ConnectorRun implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private static final Duration STOP_ATTEMPT = Duration.ofMillis(200);
    private static final Duration UNWINDING = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorRun.class);

    private final PostgresStreamSettings settings;
    private final ConnectorHandle live;
    private final TransactionSink sink;
    private final TransactionAssembler assembler;
    private final MessageGate messages;
    private final EventBuffer buffer;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final CompletableFuture<Void> polling = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closing;

    ConnectorRun(
            PostgresStreamSettings settings,
            Collection<MappedTable> tables,
            Lsn from,
            Runnable requireSafe,
            TransactionSink sink) {
        this.settings = settings;
        this.sink = sink;
        buffer = new EventBuffer(
                settings.maxRowsInMemory(),
                settings.maxBytesInMemory(),
                settings.capture().spillDirectory());
        assembler = new TransactionAssembler(
                new MessageReader(tables, settings.capture().scope()), buffer, sink);
        messages = new MessageGate(assembler);
        live = new ConnectorHandle(from, requireSafe, messages);
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(ConnectorConfiguration.of(settings, tables, live))
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        polling.complete(null);
                    }
                })
                .using(this::completed)
                .notifying(this)
                .build();
        thread = new Thread(this::runEngine, "stream-" + settings.slotName());
        thread.setDaemon(true);
    }

    /** Loads the classes of a run. The connector registers its metrics with the MBean server, whatever reads them. */
    static void load() {
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class));
        new PostgresTextConnector().config();
        ManagementFactory.getPlatformMBeanServer();
    }

    /** @throws ReadFailedException if the source can't be reached */
    void start() {
        buffer.prepareDirectory();
        thread.start();
        try {
            polling.get(settings.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            close();
            throw new ReadFailedException("could not start the " + settings, e.getCause());
        } catch (TimeoutException e) {
            close();
            throw new ReadFailedException("the " + settings + " did not start in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ReadFailedException("interrupted while starting the " + settings, e);
        }
    }

    private void runEngine() {
        try {
            engine.run();
        } finally {
            ended.complete(null);
        }
    }

    /** Called by the engine when it has stopped, for any reason. */
    private void completed(boolean success, String message, @Nullable Throwable error) {
        Throwable cause = error == null ? new IllegalStateException("the stream ended: " + message) : error;
        if (!polling.completeExceptionally(cause) && !closing) {
            LOG.warn("The {} failed: {}", settings, message);
            sink.failed(refusalIn(cause));
        }
    }

    /** The known reason why the stream can't continue: from the check that is made once the slot is held, or from the server. */
    private Throwable refusalIn(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof StreamRefusedException) {
                return at;
            }
            if (PostgresPublication.isMissing(settings.publicationName(), at)) {
                return new StreamRefusedException("publication " + settings.publicationName()
                        + " did not exist while rows were changed that the stream must read: a server before"
                        + " version 18 can't continue. Run `serve --resync`: it starts a new stream and"
                        + " verifies every table in full.");
            }
        }
        return cause;
    }

    void acknowledge(Lsn applied) {
        live.acknowledge(applied);
    }

    /** The engine requires a receiver of records; it receives none, as the messages bypass it ({@link MessageGate}). */
    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> records, RecordCommitter<RecordChangeEvent<SourceRecord>> committer) {
        throw new IllegalStateException("the connector made a record of its own: " + records.get(0));
    }

    @Override
    public boolean supportsTombstoneEvents() {
        return false;
    }

    void close() {
        closing = true;
        long attempts = Math.max(1, settings.answerTimeout().dividedBy(STOP_ATTEMPT));
        while (!isAskedToStop() && !hasEnded(STOP_ATTEMPT) && --attempts > 0) {
            LOG.debug("connector is still starting, repeating the stop request stream=\"{}\"", settings);
        }
        if (!hasEnded(UNWINDING)) {
            // It waits for the end of its task, which had not begun when its executor was shut down.
            thread.interrupt();
        }
        if (!hasEnded(settings.answerTimeout())) {
            throw new IllegalStateException("the " + settings + " did not stop in time");
        }
        messages.close();
        assembler.close();
        live.close();
    }

    /** The engine refuses to stop while its task starts, and once it has ended. */
    private boolean isAskedToStop() {
        try {
            engine.close();
            return true;
        } catch (IllegalStateException e) {
            LOG.debug("The {} can't be stopped now", settings, e);
            return false;
        } catch (IOException e) {
            LOG.warn("The {} did not stop in order", settings, e);
            return true;
        }
    }

    private boolean hasEnded(Duration within) {
        try {
            ended.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the " + settings + " did not stop in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
