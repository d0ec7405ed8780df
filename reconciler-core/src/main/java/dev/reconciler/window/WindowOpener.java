package dev.reconciler.window;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens windows in replicate mode. A window has lanes, each with
 *
 * <ul>
 *   <li><b>S</b>, the source snapshot, and <b>C</b>, a lower bound of its content: every transaction in C is in S. PostgreSQL's C
 *       is exact.
 *   <li><b>H</b>, an upper bound: everything that S shows is at or before this position of the source's log.
 *   <li><b>T</b>, the target snapshot, and <b>F</b>, T's own checkpoint, read in T.
 *   <li><b>K</b>, the keys in doubt: keys of T's ledger entries whose transactions are not in C.
 * </ul>
 *
 * The argument, step by step (model/window_model.py is its executable form for one lane):
 *
 * <ol>
 *   <li><b>Shapes and pin first.</b> The shapes of the tables are noted, and the ledger is pinned at its floor, before any S
 *       exists. Every transaction pruned by then was contained in a probe older than S, so S contains it too: the ledger lacks no
 *       transaction that S lacks. T must still carry that floor, else the pin was lost and the window is void.
 *   <li><b>S.</b> The source snapshot comes with C. A transaction may be in S and not in C, never in C and not in S.
 *       {@link SnapshotAdmission} keeps out a snapshot that may lack a transaction which the stream will never deliver.
 *   <li><b>H after S.</b> A transaction is written to the log before it becomes visible, so everything in S is at or before
 *       the write position read once S exists. Read before S, a transaction could slip in between and be in S but not in T. One
 *       position that is read after the last S is H of every lane: an H that is too large only waits longer.
 *   <li><b>T at or past H.</b> T contains every transaction that S contains: all of them are at or before H, and T's own
 *       checkpoint, committed with its data, covers H. T's own ledger lists, per transaction id, everything that T has beyond S:
 *       {@link KeysInDoubt}. It may list more, as C may be smaller than S.
 *   <li><b>Therefore</b>, for a key outside K, S and T went through the same transactions: any difference is real. A key in K
 *       must hold the image of its last ledger entry: any other content is as real a difference. A C that is too small only puts
 *       more keys into K.
 *   <li><b>Each lane by itself.</b> Steps 2 to 5 apply to one S and its T. Two lanes may have different F and K, so a verdict
 *       holds at the F of its own lane, and its correction looks for ledger entries after that F.
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

    /** @param openTimeout the time limit for the target's checkpoint to reach the source's write position */
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
     * Opens a window over the tables, with one lane.
     *
     * @param label names the holder of pin and mark, for people
     * @throws NotCaughtUpException if the stream did not reach the source's write position in time
     * @throws VoidWindowException if the pin was lost meanwhile
     * @throws ReadFailedException if a database could not be read
     */
    public Window open(String label, Collection<MappedTable> tables) {
        return open(label, tables, 1);
    }

    /**
     * Opens a window for several readers, each in its lane. Where both engines export snapshots, all lanes are one instance; else
     * each lane has its own snapshots.
     *
     * @param lanes at least 1
     */
    public Window open(String label, Collection<MappedTable> tables, int lanes) {
        boolean shared = source.exportsSnapshots() && target.exportsSnapshots();
        String shapes = shapes(tables);
        Window window = new Window(this, tables, shapes, target.pruning().pin(label));
        try {
            listener.pinned();
            List<SourceSnapshot> snapshots = new ArrayList<>();
            for (int i = 0; i < (shared ? 1 : lanes); i++) {
                SourceSnapshot s = openSourceSnapshot();
                window.closes(s);
                snapshots.add(s);
                listener.sourceSnapshotTaken();
            }
            Position high = source.writePosition();
            source.mark(label);
            listener.highNoted();
            if (!patience.await(() -> target.checkpoint().position().covers(high), openTimeout)) {
                throw new NotCaughtUpException(high, target.checkpoint().position(), openTimeout);
            }
            for (SourceSnapshot s : snapshots) {
                TargetSnapshot t = target.openSnapshot();
                window.closes(t);
                listener.targetSnapshotTaken();
                Lane lane = new Lane(window, s, t, high);
                requirePinned(window, lane);
                window.add(lane, shared ? lanes : 1);
            }
            listener.opened(window);
            return window;
        } catch (RuntimeException e) {
            RuntimeException unclosed = window.closeAll();
            if (unclosed != null) {
                e.addSuppressed(unclosed);
            }
            throw e;
        }
    }

    private static void requirePinned(Window window, Lane lane) {
        if (lane.ledger().floor() > window.pinnedFloor()) {
            throw new VoidWindowException("the ledger was pruned to "
                    + lane.ledger().floor() + " although the window had pinned it at " + window.pinnedFloor());
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
}
