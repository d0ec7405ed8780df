package dev.reconciler.cdc.capture.debezium.postgres;

import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given. */
final class CollectingSink implements TransactionSink {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final List<SourceTransaction> transactions = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Override
    public void accept(SourceTransaction transaction) throws InterruptedException {
        transactions.add(transaction);
    }

    @Override
    public void failed(Throwable cause) {
        failure.set(cause);
    }

    /** All events so far, in order. */
    List<ChangeEvent> events() {
        List<ChangeEvent> events = new ArrayList<>();
        for (SourceTransaction transaction : transactions) {
            transaction.changes().forEach(events::add);
        }
        return events;
    }

    List<ChangeEvent> awaitEvents(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            Throwable broken = failure.get();
            if (broken != null) {
                throw new AssertionError("the stream broke", broken);
            }
            return events().size() >= count;
        });
        return events();
    }

    void awaitPosition(Lsn position) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> last().covers(position));
    }

    Lsn last() {
        return transactions.isEmpty()
                ? new Lsn(0)
                : (Lsn) transactions.get(transactions.size() - 1).end();
    }
}
