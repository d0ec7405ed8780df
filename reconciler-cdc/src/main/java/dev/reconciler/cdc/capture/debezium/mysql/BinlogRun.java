package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.capture.spill.EventBuffer;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.read.LogSource;
import dev.reconciler.endpoint.mysql.read.UnloggedCascades;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the session, from start to stop. Its one thread reads, assembles and delivers. */
final class BinlogRun implements BinaryLogClient.EventListener, BinaryLogClient.LifecycleListener {
    /** The log lacks what was asked for, in the servers' one code for such failures. */
    private static final int LOG_UNREADABLE = 1236;

    private static final Duration STOP_ATTEMPT = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(BinlogRun.class);

    private final BinlogStreamSettings settings;
    private final TransactionSink sink;
    private final EventBuffer buffer;
    private final TransactionAssembler assembler;
    private final LogSession session;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final Thread thread;
    private @Nullable Throwable failure;
    private volatile boolean closing;

    BinlogRun(
            BinlogStreamSettings settings,
            Collection<MappedTable> tables,
            BinlogPosition from,
            LogSource source,
            Supplier<UnloggedCascades> presentCascades,
            TransactionSink sink) {
        this.settings = settings;
        this.sink = sink;
        buffer = new EventBuffer(
                settings.maxRowsInMemory(),
                settings.maxBytesInMemory(),
                settings.capture().spillDirectory());
        assembler = new TransactionAssembler(
                tables, settings.capture().scope(), from, source, presentCascades, buffer, sink);
        session = new LogSession(settings, from);
        session.registerEventListener(this);
        session.registerLifecycleListener(this);
        thread = new Thread(this::run, "stream-" + settings.name());
        thread.setDaemon(true);
    }

    /** @throws ReadFailedException if the source can't be reached */
    void start() {
        buffer.prepareDirectory();
        thread.start();
        try {
            connected.get(settings.answerTimeout().toMillis(), TimeUnit.MILLISECONDS);
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

    private void run() {
        try {
            session.connect();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        Throwable cause = failure == null ? new IOException("the server ended the session") : failure;
        if (!connected.completeExceptionally(cause) && !closing) {
            LOG.warn("The {} failed: {}", settings, cause.getMessage());
            sink.failed(cause);
        }
    }

    @Override
    public void onConnect(BinaryLogClient client) {
        connected.complete(null);
    }

    /** An exception that leaves this method would be logged and forgotten by the client. */
    @Override
    public void onEvent(Event event) {
        if (failure != null || closing) {
            return;
        }
        try {
            assembler.take(event);
        } catch (InterruptedException | RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void onCommunicationFailure(BinaryLogClient client, Exception cause) {
        if (cause instanceof ServerException refused && refused.getErrorCode() == LOG_UNREADABLE) {
            Side side = settings.capture().side();
            fail(new StreamRefusedException("the " + side.noun() + " can't continue the stream: " + refused.getMessage()
                    + (side == Side.SOURCE
                            ? ". Run `serve --resync`: it starts a new stream and verifies every table in full."
                            : "")));
        } else {
            fail(cause);
        }
    }

    /** The client would go on with the next event. */
    @Override
    public void onEventDeserializationFailure(BinaryLogClient client, Exception cause) {
        fail(cause);
    }

    @Override
    public void onDisconnect(BinaryLogClient client) {}

    /** Keeps the first failure and ends the session, on the session's thread. */
    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        session.hangUp();
    }

    /** Returns when the thread has ended: no transaction comes later. A transaction that waits for a full sink is dropped. */
    void close() {
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            session.hangUp();
            thread.interrupt();
            try {
                thread.join(STOP_ATTEMPT.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        assembler.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
