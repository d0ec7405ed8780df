package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** The lock by which one transaction of the control database waits for another, from its first use on. */
public abstract class NamedLockContract extends ControlStoreContract {
    /** Returns whether a session of the control database waits for a lock. */
    protected abstract boolean isAnySessionWaiting();

    @Test
    void secondTransactionWaitsForTheFirst() {
        requireWait();
    }

    @Test
    void secondTransactionWaitsWhereTheLockWasUsedBefore() {
        store.jdbi().useTransaction(transaction -> lock(transaction, "runs"));
        requireWait();
    }

    @Test
    void locksOfOtherNamesAndPipelinesAreFree() {
        try (Handle first = store.jdbi().open()) {
            first.begin();
            lock(first, "runs");
            store.jdbi().useTransaction(transaction -> {
                lock(transaction, "chunks");
                transaction
                        .createUpdate(store.dialect().lock())
                        .bind("pipeline", "other")
                        .bind("name", "runs")
                        .execute();
            });
            first.rollback();
        }
    }

    private void requireWait() {
        try (Handle first = store.jdbi().open()) {
            first.begin();
            lock(first, "runs");
            CompletableFuture<Void> second = CompletableFuture.runAsync(
                    () -> store.jdbi().useTransaction(transaction -> lock(transaction, "runs")));
            await().until(() -> second.isDone() || isAnySessionWaiting());
            assertThat(second).isNotDone();

            first.commit();
            await().until(second::isDone);
            second.join();
        }
    }

    private void lock(Handle transaction, String name) {
        transaction
                .createUpdate(store.dialect().lock())
                .bind("pipeline", "shop")
                .bind("name", name)
                .execute();
    }
}
