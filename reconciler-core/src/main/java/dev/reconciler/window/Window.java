package dev.reconciler.window;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open window; see {@link WindowOpener} for why its comparisons are proofs. Closing it releases snapshots and pin. */
public final class Window implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);

    private final WindowOpener opener;
    private final List<MappedTable> tables;
    private final String shapes;
    private final LedgerPin pin;
    private final SourceSnapshot source;
    private final TargetSnapshot target;
    private final Position high;
    private final KeysInDoubt doubt;

    Window(
            WindowOpener opener,
            Collection<MappedTable> tables,
            String shapes,
            LedgerPin pin,
            SourceSnapshot source,
            TargetSnapshot target,
            Position high,
            KeysInDoubt doubt) {
        this.opener = opener;
        this.tables = List.copyOf(tables);
        this.shapes = shapes;
        this.pin = pin;
        this.source = source;
        this.target = target;
        this.high = high;
        this.doubt = doubt;
    }

    public SourceSnapshot source() {
        return source;
    }

    public TargetSnapshot target() {
        return target;
    }

    /** F: what the target snapshot is a copy of. Verdicts of this window hold at this point. */
    public Checkpoint fence() {
        return target.checkpoint();
    }

    /** The source's write position noted after S. */
    public Position high() {
        return high;
    }

    public KeysInDoubt doubt() {
        return doubt;
    }

    /** Tells the pruner that the window is alive. */
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
     * Never fails for what a database does: nothing that was read depends on it. A session that was ended, for it had idled while
     * results were dealt with, holds no snapshot any more, and a pin that can't be dropped lapses as soon as it is not renewed.
     */
    @Override
    public void close() {
        try (pin;
                target;
                source) {
            return;
        } catch (ReadFailedException e) {
            LOG.info("a window could not be closed in order, and is over all the same: {}", e.getMessage());
        }
    }
}
