package dev.reconciler.run.pass;

import dev.reconciler.endpoint.read.SnapshotEndedException;
import dev.reconciler.run.RunInterruptedException;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.window.NotCaughtUpException;
import dev.reconciler.window.VoidWindowException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a pass. Readers of one window take from it at the same time; {@link #windowWasIntact} or {@link #windowWasVoid}
 * follows each window.
 *
 * <p>A part (a table, a rule) that fails in a window is not read further in it: the next window begins with its other tasks, so
 * one unreadable chunk does not prevent verification of the rest of its table. Only failures of an intact window count: in a
 * void one the failure may be the window's.
 */
final class TaskQueue<T> {
    private static final int WINDOWS = 3;

    private final Deque<T> waiting;
    private final WindowedPass.@Nullable Parts<T> parts;
    private final Map<Object, Integer> windowsInVain = new HashMap<>();

    // State of the present window:
    private final List<T> taken = new ArrayList<>();
    private final List<T> postponed = new ArrayList<>();
    private final Set<Object> read = new HashSet<>();
    private final Map<Object, RuntimeException> failures = new LinkedHashMap<>();
    private final List<T> failed = new ArrayList<>();

    /** @param parts null if the first failure ends the pass */
    TaskQueue(Collection<T> tasks, WindowedPass.@Nullable Parts<T> parts) {
        this.waiting = new ArrayDeque<>(tasks);
        this.parts = parts;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized Optional<T> take() {
        T task = waiting.poll();
        while (task != null && failures.containsKey(part(task))) {
            postponed.add(task);
            task = waiting.poll();
        }
        if (task != null) {
            taken.add(task);
        }
        return Optional.ofNullable(task);
    }

    synchronized void done(T task) {
        read.add(part(task));
    }

    /** Notes the failure of a part, or throws a failure that concerns every part. */
    synchronized void failed(T task, RuntimeException reason) {
        if (parts == null || concernsEveryPart(reason)) {
            throw reason;
        }
        failures.putIfAbsent(part(task), reason);
        failed.add(task);
    }

    private static boolean concernsEveryPart(RuntimeException e) {
        return e instanceof VoidWindowException
                || e instanceof SnapshotEndedException
                || e instanceof NotCaughtUpException
                || e instanceof RunInterruptedException
                || e instanceof RunTakenException;
    }

    /** Discards the window's results: all of its tasks are repeated in their order. */
    synchronized void windowWasVoid() {
        postponed.forEach(waiting::addLast);
        for (int i = taken.size() - 1; i >= 0; i--) {
            waiting.addFirst(taken.get(i));
        }
        forgetWindow();
    }

    /** Moves failed tasks to the end of the next window; parts that have failed too often are abandoned. */
    synchronized void windowWasIntact() {
        postponed.forEach(waiting::addLast);
        failed.forEach(waiting::addLast);
        read.forEach(windowsInVain::remove);
        failures.forEach((part, reason) -> {
            if (windowsInVain.merge(part, 1, Integer::sum) == WINDOWS) {
                giveUp(part, reason);
            }
        });
        forgetWindow();
    }

    private void giveUp(Object part, RuntimeException reason) {
        List<T> left = waiting.stream().filter(task -> part(task).equals(part)).toList();
        waiting.removeAll(left);
        if (parts != null) {
            left.forEach(task -> parts.givenUp().accept(task, reason));
        }
    }

    private void forgetWindow() {
        taken.clear();
        postponed.clear();
        read.clear();
        failures.clear();
        failed.clear();
    }

    private Object part(T task) {
        return parts == null ? task : parts.of().apply(task);
    }
}
