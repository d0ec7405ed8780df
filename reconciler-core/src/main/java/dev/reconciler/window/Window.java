package dev.reconciler.window;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.ReadSnapshot;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open window: one or more lanes under one pin of the ledger. Where both engines can export a snapshot, all lanes are the same
 * instance. Closing the window releases its snapshots and its pin.
 */
public final class Window implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);

    private final WindowOpener opener;
    private final List<MappedTable> tables;
    private final String shapes;
    private final LedgerPin pin;
    private final List<Lane> lanes = new ArrayList<>();
    private final Deque<Runnable> closing = new ArrayDeque<>();

    Window(WindowOpener opener, Collection<MappedTable> tables, String shapes, LedgerPin pin) {
        this.opener = opener;
        this.tables = List.copyOf(tables);
        this.shapes = shapes;
        this.pin = pin;
        this.closing.push(pin::close);
    }

    /** Registers a snapshot that is closed with the window; snapshots close in the reverse order of opening. */
    void closes(ReadSnapshot snapshot) {
        closing.push(snapshot::close);
    }

    /** @param times the number of readers that share the lane */
    void add(Lane lane, int times) {
        lanes.addAll(Collections.nCopies(times, lane));
    }

    long pinnedFloor() {
        return pin.floor();
    }

    /** The requested number of lanes; lanes that share their snapshots are one instance. */
    public List<Lane> lanes() {
        return Collections.unmodifiableList(lanes);
    }

    /** The first lane: the only one of a window with a single reader. */
    public Lane lane() {
        return lanes.get(0);
    }

    /** Tells the pruner that the window is in use. */
    public void renew() {
        pin.renew();
    }

    /**
     * To be called after the last read, before anything read here is reported.
     *
     * @throws VoidWindowException if a table was truncated, altered, renamed or re-partitioned, or a server changed identity,
     *     since before the window was opened
     */
    public void requireIntact() {
        String now = opener.shapes(tables);
        if (!now.equals(shapes)) {
            throw new VoidWindowException(
                    "a table's definition or storage, or a server's identity, changed while the window was open");
        }
    }

    /**
     * Does not fail if a database ended a session: no result depends on closing. A session that the server ended
     * because it idled while results were recorded holds no snapshot any more, and a pin that can't be dropped expires once it is
     * no longer renewed.
     */
    @Override
    public void close() {
        RuntimeException failure = closeAll();
        if (failure instanceof ReadFailedException) {
            LOG.info("a window was not closed in order; its snapshots and its pin expire: {}", failure.getMessage());
        } else if (failure != null) {
            throw failure;
        }
    }

    /** Closes everything, whatever fails; returns the first failure, with the others suppressed in it. */
    @Nullable
    RuntimeException closeAll() {
        RuntimeException first = null;
        for (Runnable close : closing) {
            try {
                close.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }
}
