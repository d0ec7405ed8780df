package dev.reconciler.cdc.capture.debezium.mysql;

import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Keeps what a stream delivers. */
final class Transactions implements TransactionSink {
    final List<SourceTransaction> all = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    @Override
    public void accept(SourceTransaction transaction) throws InterruptedException {
        all.add(transaction);
    }

    @Override
    public void failed(Throwable cause) {
        failure.set(cause);
    }

    /** Those with changes of mapped tables. */
    List<SourceTransaction> withChanges() {
        return all.stream().filter(transaction -> transaction.size() > 0).toList();
    }

    List<ChangeEvent> events() {
        List<ChangeEvent> events = new ArrayList<>();
        all.forEach(transaction -> transaction.changes().forEach(events::add));
        return events;
    }

    /** Awaits a position; fails with the stream. */
    List<ChangeEvent> awaitPosition(Position end) {
        patiently().until(() -> {
            Throwable broken = failure.get();
            if (broken != null) {
                throw new AssertionError("the stream failed", broken);
            }
            return !all.isEmpty() && all.get(all.size() - 1).end().covers(end);
        });
        return events();
    }

    Throwable awaitFailure() {
        patiently().until(() -> failure.get() != null);
        return failure.get();
    }
}
