package dev.reconciler.run.pass;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SnapshotEndedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.run.RunInterruptedException;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Lane;
import dev.reconciler.window.Patience;
import dev.reconciler.window.VoidWindowException;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Processes a list of tasks in as many windows as needed, each bounded in time, with several readers in parallel. Results of a
 * window are delivered while it is still open, after it was found intact; a void window's results are discarded and its tasks
 * repeated. If another pass waits for its turn, a window ends early, after the tasks in progress: so single keys are proven
 * during a long run.
 */
public final class WindowedPass {
    private static final int VOID_WINDOWS_IN_A_ROW = 5;
    /** The least duration of a window, even if another pass waits: opening a window costs time too. */
    private static final Duration TURN = Duration.ofSeconds(2);

    private final WindowOpener windows;
    private final Settings settings;
    private final ExecutorService executor;
    private final InstantSource clock;
    private final Patience patience;
    private final ReentrantLock oneAtATime;

    /**
     * @param executor without a bound on its threads: readers wait for each other's answers
     * @param oneAtATime held from a window's opening until its results are handled. Two windows at the same F are
     *     indistinguishable: a result read before a correction must not be recorded after it
     */
    public WindowedPass(
            WindowOpener windows,
            Settings settings,
            ExecutorService executor,
            InstantSource clock,
            Patience patience,
            ReentrantLock oneAtATime) {
        this.windows = windows;
        this.settings = settings;
        this.executor = executor;
        this.clock = clock;
        this.patience = patience;
        this.oneAtATime = oneAtATime;
    }

    /** The work of one task, in the lane of the reader that took it. */
    @FunctionalInterface
    public interface Work<T, R> {
        R apply(Lane lane, SnapshotPair snapshots, T task);
    }

    /**
     * Receives the proven results of one lane, whose window is still open: they hold at the fence of that lane. Called once for
     * each distinct lane of a window, so once if its readers share their snapshots.
     */
    @FunctionalInterface
    public interface Delivery<T, R> {
        void accept(Lane lane, List<Result<T, R>> results);
    }

    public record Result<T, R>(T task, R outcome) {}

    /**
     * Does all tasks. A task whose work fails ends the pass.
     *
     * @throws VoidWindowException if five windows in a row were void
     * @throws ReadFailedException if a database stayed unreadable through five windows in a row
     * @throws dev.reconciler.window.NotCaughtUpException if no window could be opened
     */
    public <T, R> void run(
            String label,
            Collection<MappedTable> tables,
            Collection<T> tasks,
            Work<T, R> work,
            Delivery<T, R> delivery) {
        run(label, tables, new TaskQueue<>(tasks, null), work, delivery);
    }

    /**
     * Does all tasks, except those of a part that can't be read: see {@link Parts}.
     *
     * @throws VoidWindowException if five windows in a row were void
     * @throws ReadFailedException if no window could be opened, or kept, five times in a row because a database could not be read
     * @throws dev.reconciler.window.NotCaughtUpException if no window could be opened
     */
    public <T, R> void run(
            String label,
            Collection<MappedTable> tables,
            Collection<T> tasks,
            Work<T, R> work,
            Delivery<T, R> delivery,
            Parts<T> parts) {
        run(label, tables, new TaskQueue<>(tasks, parts), work, delivery);
    }

    private <T, R> void run(
            String label,
            Collection<MappedTable> tables,
            TaskQueue<T> queue,
            Work<T, R> work,
            Delivery<T, R> delivery) {
        int voided = 0;
        while (!queue.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RunInterruptedException();
            }
            boolean pause = false;
            oneAtATime.lock();
            try {
                pause = window(label, tables, queue, work, delivery) == 0;
                voided = 0;
            } catch (VoidWindowException | ReadFailedException e) {
                if (++voided == VOID_WINDOWS_IN_A_ROW) {
                    throw e instanceof SnapshotEndedException
                            ? new VoidWindowException(String.valueOf(e.getMessage()), e)
                            : e;
                }
                queue.windowWasVoid();
                pause = true;
            } finally {
                oneAtATime.unlock();
            }
            if (pause && !queue.isEmpty()) {
                patience.await(() -> false, settings.retryPause());
            }
        }
    }

    /** Returns the number of tasks that were done. */
    private <T, R> int window(
            String label,
            Collection<MappedTable> tables,
            TaskQueue<T> queue,
            Work<T, R> work,
            Delivery<T, R> delivery) {
        int done = 0;
        try (Window window = windows.open(label, tables, Math.min(settings.parallelism(), queue.size()))) {
            Map<Lane, List<Result<T, R>>> results = inWindow(window, queue, work);
            window.requireIntact();
            for (Map.Entry<Lane, List<Result<T, R>>> ofLane : results.entrySet()) {
                delivery.accept(ofLane.getKey(), ofLane.getValue());
                done += ofLane.getValue().size();
            }
        }
        queue.windowWasIntact();
        return done;
    }

    /** The results by lane; readers that share a lane share its list. */
    private <T, R> Map<Lane, List<Result<T, R>>> inWindow(Window window, TaskQueue<T> queue, Work<T, R> work) {
        Instant now = clock.instant();
        End end = new End(now.plus(TURN), now.plus(settings.windowMax()));
        Map<Lane, List<Result<T, R>>> results = new LinkedHashMap<>();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (Lane lane : window.lanes()) {
            List<Result<T, R>> ofLane = results.computeIfAbsent(lane, l -> new ArrayList<>());
            readers.add(CompletableFuture.runAsync(() -> reader(lane, queue, work, end, ofLane), executor));
        }
        join(readers);
        return results;
    }

    /** One reader's loop. After a failure its sessions can't be used: it continues with new sessions on the same snapshots. */
    private <T, R> void reader(Lane lane, TaskQueue<T> queue, Work<T, R> work, End end, List<Result<T, R>> results) {
        Optional<T> task = queue.take();
        while (task.isPresent()) {
            try (SnapshotPair snapshots = SnapshotPair.open(lane, executor)) {
                boolean usable = true;
                while (usable && task.isPresent()) {
                    usable = attempt(lane, snapshots, queue, work, task.get(), results);
                    lane.renew();
                    task = goesOn(end) ? queue.take() : Optional.empty();
                }
            }
        }
    }

    /** Returns whether the snapshots can be read further. */
    private static <T, R> boolean attempt(
            Lane lane,
            SnapshotPair snapshots,
            TaskQueue<T> queue,
            Work<T, R> work,
            T task,
            List<Result<T, R>> results) {
        R outcome;
        try {
            outcome = work.apply(lane, snapshots, task);
        } catch (RuntimeException e) {
            queue.failed(task, e);
            return false;
        }
        synchronized (results) {
            results.add(new Result<>(task, outcome));
        }
        queue.done(task);
        return true;
    }

    private record End(Instant ifWaitedFor, Instant latest) {}

    private boolean goesOn(End end) {
        Instant now = clock.instant();
        return now.isBefore(end.latest()) && (now.isBefore(end.ifWaitedFor()) || !oneAtATime.hasQueuedThreads());
    }

    /** Waits for every reader, even after a failure: the window must not be closed while a reader uses it. */
    private static void join(List<CompletableFuture<Void>> readers) {
        RuntimeException first = null;
        Error fatal = null;
        for (CompletableFuture<Void> reader : readers) {
            try {
                reader.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error error) {
                    fatal = error;
                }
                RuntimeException cause = e.getCause() instanceof RuntimeException failure ? failure : e;
                if (first == null) {
                    first = cause;
                } else {
                    first.addSuppressed(cause);
                }
            }
        }
        if (fatal != null) {
            throw fatal;
        }
        if (first != null) {
            throw first;
        }
    }

    /**
     * The parts that tasks read: a table, a rule. A failure in an intact window is the part's own, so the other parts continue. A
     * part that failed in three consecutive windows is abandoned with all of its remaining tasks.
     *
     * @param of returns the part that a task reads
     * @param givenUp receives each abandoned task with the reason for its part's failure
     */
    public record Parts<T>(Function<T, ?> of, BiConsumer<T, RuntimeException> givenUp) {}

    /** @param retryPause the pause after a void window, or one without progress */
    public record Settings(int parallelism, Duration windowMax, Duration retryPause) {}
}
