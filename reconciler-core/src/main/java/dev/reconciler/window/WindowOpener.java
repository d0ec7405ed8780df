package dev.reconciler.window;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens windows in replicate mode. The argument, step by step (model/window_model.py is its executable form):
 *
 * <ol>
 *   <li><b>Shapes and pin first.</b> The shapes of the tables are noted, and the ledger is pinned at its floor, before S
 *       exists. What was pruned by then was contained in a probe older than S, so S contains it too: nothing that S lacks is
 *       missing from the ledger. T must still carry that floor, else the pin was lost and the window is void.
 *   <li><b>S.</b> The source snapshot knows exactly which transactions it contains. {@link SnapshotAdmission} keeps out one
 *       that may lack a transaction which the stream will never deliver.
 *   <li><b>high after S.</b> A transaction is written to the log before it becomes visible, so everything in S is at or before
 *       the write position read once S exists. Read before S, a transaction could slip in between and be in S but not in T.
 *   <li><b>T at or past high.</b> T contains every transaction that S contains: all of them are at or before {@code high},
 *       and T's own checkpoint, committed with its data, covers {@code high}. What T has beyond S, T's own ledger lists,
 *       per transaction id: {@link KeysInDoubt}.
 *   <li><b>Therefore</b>, for a key outside K, S and T went through the same transactions: any difference is real. A key in K
 *       must hold the image of its last ledger entry: any other content is as real a difference.
 *   <li><b>Shapes again after the last read</b> ({@link Window#requireIntact}): TRUNCATE and DDL don't respect snapshots.
 * </ol>
 */
public final class WindowOpener {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Patience patience;
    private final Duration openTimeout;
    private final SnapshotAdmission admission;
    private final WindowListener listener;

    /** @param openTimeout how long the target's checkpoint may take to reach the source's write position */
    public WindowOpener(
            SourceDatabase source,
            TargetDatabase target,
            Patience patience,
            Duration openTimeout,
            SnapshotAdmission admission,
            WindowListener listener) {
        this.source = source;
        this.target = target;
        this.patience = patience;
        this.openTimeout = openTimeout;
        this.admission = admission;
        this.listener = listener;
    }

    /**
     * Opens a window over the tables.
     *
     * @param label names the holder of pin and mark, for people
     * @throws NotCaughtUpException if the stream did not reach the source's write position in time
     * @throws VoidWindowException if the pin was lost meanwhile
     * @throws ReadFailedException if a database could not be read
     */
    public Window open(String label, Collection<MappedTable> tables) {
        String shapes = shapes(tables);
        LedgerPin pin = target.pruning().pin(label);
        SourceSnapshot s = null;
        TargetSnapshot t = null;
        try {
            listener.pinned();
            s = openSourceSnapshot();
            listener.sourceSnapshotTaken();
            Position high = source.writePosition();
            source.mark(label);
            listener.highNoted();
            if (!patience.await(() -> target.checkpoint().position().covers(high), openTimeout)) {
                throw new NotCaughtUpException(high, target.checkpoint().position(), openTimeout);
            }
            t = target.openSnapshot();
            listener.targetSnapshotTaken();
            if (t.ledger().floor() > pin.floor()) {
                throw new VoidWindowException("the ledger was pruned to "
                        + t.ledger().floor() + " although the window had pinned it at " + pin.floor());
            }
            KeysInDoubt doubt = KeysInDoubt.of(t.ledger(), s.content());
            Window window = new Window(this, tables, shapes, pin, s, t, high, doubt);
            listener.opened(window);
            return window;
        } catch (RuntimeException e) {
            closeAll(e, t, s, pin);
            throw e;
        }
    }

    private SourceSnapshot openSourceSnapshot() {
        AtomicReference<@Nullable SourceSnapshot> admitted = new AtomicReference<>();
        AtomicReference<@Nullable String> obstacle = new AtomicReference<>();
        patience.await(
                () -> {
                    SourceSnapshot candidate = source.openSnapshot();
                    Optional<String> why = admission.obstacle(candidate.content());
                    why.ifPresentOrElse(
                            reason -> {
                                candidate.close();
                                obstacle.set(reason);
                            },
                            () -> admitted.set(candidate));
                    return why.isEmpty();
                },
                openTimeout);
        SourceSnapshot snapshot = admitted.get();
        if (snapshot == null) {
            throw new NotCaughtUpException("no source snapshot could be used: " + obstacle.get());
        }
        return snapshot;
    }

    String shapes(Collection<MappedTable> tables) {
        return source.shape(tables) + "\n" + target.shape(tables);
    }

    private static void closeAll(RuntimeException because, @Nullable AutoCloseable... opened) {
        for (AutoCloseable each : opened) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    because.addSuppressed(e);
                }
            }
        }
    }
}
