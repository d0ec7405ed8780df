package dev.reconciler.run;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Patience;
import dev.reconciler.window.VoidWindowException;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes a list of tasks through as many windows as they need, each bounded in time, with several readers in parallel. Results
 * of a window are handed over while it is still open, after it was found intact; those of a void one are thrown away and its
 * tasks done again. A window that somebody waits for ends early, after the tasks at hand: single keys are proven beside a long run.
 */
public final class WindowedPass {
    private static final int VOID_WINDOWS_IN_A_ROW = 5;
    /** What a window has at least, whoever waits: opening one takes its time, too. */
    private static final Duration TURN = Duration.ofSeconds(2);

    private final WindowOpener windows;
    private final Settings settings;
    private final ExecutorService executor;
    private final InstantSource clock;
    private final Patience patience;
    private final ReentrantLock oneAtATime;

    /**
     * @param executor without a bound on its threads: readers wait for each other's answers
     * @param oneAtATime held from a window's opening until its results are dealt with. Two windows at the same F can't be told
     *     apart: what one read before a correction must not be recorded after it
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

    /** What to do with one task inside a window. */
    @FunctionalInterface
    public interface Work<T, R> {
        R apply(Window window, SnapshotPair snapshots, T task);
    }

    /** Takes the proven results of one window, which is still open. */
    @FunctionalInterface
    public interface Delivery<T, R> {
        void accept(Window window, List<Result<T, R>> results);
    }

    public record Result<T, R>(T task, R outcome) {}

    /**
     * Does all tasks.
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
        Deque<T> queue = new ArrayDeque<>(tasks);
        int voided = 0;
        while (!queue.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RunInterruptedException();
            }
            List<T> taken = new ArrayList<>();
            oneAtATime.lock();
            try {
                window(label, tables, queue, taken, work, delivery);
                voided = 0;
            } catch (VoidWindowException | ReadFailedException e) {
                if (++voided == VOID_WINDOWS_IN_A_ROW) {
                    throw e;
                }
                for (int i = taken.size() - 1; i >= 0; i--) {
                    queue.addFirst(taken.get(i));
                }
                patience.await(() -> false, settings.retryPause());
            } finally {
                oneAtATime.unlock();
            }
        }
    }

    private <T, R> void window(
            String label,
            Collection<MappedTable> tables,
            Deque<T> queue,
            List<T> taken,
            Work<T, R> work,
            Delivery<T, R> delivery) {
        try (Window window = windows.open(label, tables)) {
            List<Result<T, R>> results = inWindow(window, queue, taken, work);
            window.requireIntact();
            delivery.accept(window, results);
        }
    }

    private <T, R> List<Result<T, R>> inWindow(Window window, Deque<T> queue, List<T> taken, Work<T, R> work) {
        Instant now = clock.instant();
        End end = new End(now.plus(TURN), now.plus(settings.windowMax()));
        List<Result<T, R>> results = new ArrayList<>();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        int parallel = Math.min(settings.parallelism(), queue.size());
        for (int i = 0; i < parallel; i++) {
            readers.add(CompletableFuture.runAsync(() -> reader(window, queue, taken, work, end, results), executor));
        }
        join(readers);
        return results;
    }

    /** One reader's loop; the queue, and what was taken of it, are shared under the queue's lock. */
    private <T, R> void reader(
            Window window, Deque<T> queue, List<T> taken, Work<T, R> work, End end, List<Result<T, R>> results) {
        try (SnapshotPair snapshots = SnapshotPair.open(window, executor)) {
            T task = take(queue, taken);
            while (task != null) {
                R outcome = work.apply(window, snapshots, task);
                synchronized (queue) {
                    results.add(new Result<>(task, outcome));
                }
                window.renew();
                task = goesOn(end) ? take(queue, taken) : null;
            }
        }
    }

    private record End(Instant ifWaitedFor, Instant latest) {}

    private boolean goesOn(End end) {
        Instant now = clock.instant();
        return now.isBefore(end.latest()) && (now.isBefore(end.ifWaitedFor()) || !oneAtATime.hasQueuedThreads());
    }

    private static <T> @Nullable T take(Deque<T> queue, List<T> taken) {
        synchronized (queue) {
            T task = queue.poll();
            if (task != null) {
                taken.add(task);
            }
            return task;
        }
    }

    /** Waits for every reader, also when one failed: the window must not be closed under the others. */
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

    /** @param retryPause between a void window and the next */
    public record Settings(int parallelism, Duration windowMax, Duration retryPause) {}
}
