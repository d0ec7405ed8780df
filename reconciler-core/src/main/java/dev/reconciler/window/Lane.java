package dev.reconciler.window;

import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.SnapshotLedger;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;

/**
 * One source snapshot S and one target snapshot T of a window, with their fence, ledger and keys in doubt; see {@link
 * WindowOpener} for why their comparison is a proof. A verdict holds at the fence of the lane in which it was read, and of no
 * other lane.
 */
public final class Lane {
    private final Window window;
    private final SourceSnapshot source;
    private final TargetSnapshot target;
    private final Position high;
    private final SnapshotLedger ledger;
    private final KeysInDoubt doubt;

    Lane(Window window, SourceSnapshot source, TargetSnapshot target, Position high) {
        this.window = window;
        this.source = source;
        this.target = target;
        this.high = high;
        KeysInDoubt.Scan scan = new KeysInDoubt.Scan(source.content());
        this.ledger = SnapshotLedger.read(target.ledger(), scan);
        this.doubt = scan.keys();
    }

    /** The window that the lane is part of. */
    public Window window() {
        return window;
    }

    /** S. Its content is C: a lower bound of what S shows. */
    public SourceSnapshot source() {
        return source;
    }

    /** T. */
    public TargetSnapshot target() {
        return target;
    }

    /** F: the position that T is a copy of. Verdicts of this lane hold at this point. */
    public Checkpoint fence() {
        return target.checkpoint();
    }

    /** H: everything that S shows is at or before this position of the source's log. */
    public Position high() {
        return high;
    }

    /** T's ledger. */
    public SnapshotLedger ledger() {
        return ledger;
    }

    /** K. */
    public KeysInDoubt doubt() {
        return doubt;
    }

    /** See {@link Window#renew}. */
    public void renew() {
        window.renew();
    }

    /** See {@link Window#requireIntact}. */
    public void requireIntact() {
        window.requireIntact();
    }
}
