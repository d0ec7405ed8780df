package dev.reconciler.cdc.apply.parked;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.ShopTables.key;
import static dev.reconciler.cdc.testing.ShopTables.row;
import static dev.reconciler.cdc.testing.Transactions.delete;
import static dev.reconciler.cdc.testing.Transactions.insert;
import static dev.reconciler.cdc.testing.Transactions.move;
import static dev.reconciler.cdc.testing.Transactions.moveWithoutNote;
import static dev.reconciler.cdc.testing.Transactions.unreadable;
import static dev.reconciler.cdc.testing.Transactions.update;
import static dev.reconciler.cdc.testing.Transactions.updateWithoutNote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.TenantScope;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ParkedQueueTest {
    private final InMemoryTarget target = new InMemoryTarget(new Lsn(100));
    private final Transactions source = new Transactions();
    private final ParkedQueue queue = new ParkedQueue(target, ShopTables.ALL, TenantScope.all());
    private final Applier applier = new Applier(
            target,
            ApplyExtent.write(ShopTables.ALL, TenantScope.all()),
            target.acquireLease("test"),
            ApplySettings.of(10_000, 20_000),
            new Clocks(() -> Transactions.COMMITTED, System::nanoTime),
            ApplyListener.NONE,
            ApplyHooks.NONE,
            position -> {});

    @BeforeEach
    void live() {
        ShopTables.ALL.forEach(table -> target.setTableState(table, new TableState.Live()));
    }

    private void apply(ChangeEvent... events) {
        for (ChangeEvent event : events) {
            applier.apply(List.of(source.of(event)));
        }
    }

    private List<Long> ids() {
        return target.parkedEvents().stream().map(ParkedEvent::id).toList();
    }

    @Test
    void retryAppliesAKeysEventsInOrderAndFreesTheKey() {
        target.refuse((table, write) -> write.key().equals(key(1)));
        apply(
                insert(CUSTOMERS, 1, "a", "x", "1"),
                updateWithoutNote(CUSTOMERS, 1, "a", "y", "PLACEHOLDER"),
                insert(CUSTOMERS, 2, "a", "z", "n"));
        target.refuse((table, write) -> false);

        RetryResult result = queue.retryAll();

        assertThat(result.applied()).isEqualTo(2);
        assertThat(target.parkedEvents()).isEmpty();
        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "a", "y", "1"));
        apply(delete(CUSTOMERS, 1));
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(2));
    }

    @Test
    void retryThatFailsAgainKeepsTheOrderOfWhatWaits() {
        target.refuse((table, write) -> write.key().equals(key(1)));
        apply(insert(CUSTOMERS, 1, "a", "x", "1"), delete(CUSTOMERS, 1), insert(CUSTOMERS, 1, "a", "x", "2"));
        // The deletion alone would go through now: it must not overtake.
        target.refuse((table, write) -> write instanceof KeyedWrite.Upsert);
        List<Long> before = ids();

        RetryResult result = queue.retryAll();

        assertThat(result.applied()).isZero();
        assertThat(result.failures()).containsOnlyKeys(before.get(0));
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void retryOfOneKeyLeavesTheOthers() {
        target.refuse((table, write) -> true);
        apply(
                insert(CUSTOMERS, 1, "a", "x", "1"),
                insert(CUSTOMERS, 2, "a", "y", "1"),
                update(CUSTOMERS, 1, "a", "x", "2"));
        target.refuse((table, write) -> false);

        assertThat(queue.retry(ids().get(2)))
                .hasValueSatisfying(r -> assertThat(r.applied()).isEqualTo(2));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1)).containsEntry(key(1), row(1, "a", "x", "2"));
        assertThat(target.parkedEvents()).extracting(ParkedEvent::key).containsExactly(key(2));
        assertThat(queue.retry(4711)).isEmpty();
    }

    @Test
    void changeOfKeyIsRetriedWithWhatIsParkedUnderItsNewKey() {
        apply(insert(CUSTOMERS, 1, "a", "x", "note"), insert(CUSTOMERS, 2, "a", "y", "n"));
        target.refuse((table, write) -> write.key().equals(key(2)));
        apply(delete(CUSTOMERS, 2), moveWithoutNote(CUSTOMERS, 1, 2, "a", "x", "PLACEHOLDER"));
        long move = target.parkedEvents().get(1).id();

        assertThat(queue.retry(move).orElseThrow().applied()).isZero();
        target.refuse((table, write) -> false);
        RetryResult result = queue.retry(move).orElseThrow();

        assertThat(result.failures()).isEmpty();
        assertThat(target.parkedEvents()).isEmpty();
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(2)).containsEntry(key(2), row(2, "a", "x", "note"));
    }

    @Test
    void newKeyIsNotFreedBeforeItsRowHasLeftTheOldOne() {
        apply(insert(CUSTOMERS, 1, "a", "x", "1"));
        target.refuse((table, write) -> !(write instanceof KeyedWrite.Delete));
        apply(update(CUSTOMERS, 1, "a", "x", "2"), move(CUSTOMERS, 1, 2, "a", "x", "3"));
        // Of all that is parked, only the new key's part of the change of key could be written.
        target.refuse((table, write) -> !write.key().equals(key(2)));
        List<Long> before = ids();

        assertThat(queue.retry(before.get(2)).orElseThrow().applied()).isZero();
        assertThat(queue.retryAll().applied()).isZero();

        assertThat(ids()).isEqualTo(before);
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
    }

    @Test
    void changeOfKeyDoesNotOverwriteWhatCameLaterUnderANewKeyThatWasDealtWith() {
        apply(insert(CUSTOMERS, 1, "a", "x", "1"));
        target.refuse((table, write) -> !(write instanceof KeyedWrite.Delete));
        apply(update(CUSTOMERS, 1, "a", "x", "2"), move(CUSTOMERS, 1, 2, "a", "x", "3"));
        target.refuse((table, write) -> false);
        // As a correction of the new key does, or a person who knows better.
        assertThat(queue.discard(ids().get(2))).isPresent();
        apply(insert(CUSTOMERS, 2, "a", "x", "4"));

        RetryResult result = queue.retryAll();

        assertThat(result.failures()).isEmpty();
        assertThat(target.parkedEvents()).isEmpty();
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(2)).containsEntry(key(2), row(2, "a", "x", "4"));
    }

    @Test
    void attemptsThatTheTargetRefusesAreCountedWithItsWords() {
        target.refuse((table, write) -> true);
        apply(insert(CUSTOMERS, 1, "a", "x", "1"), update(CUSTOMERS, 1, "a", "x", "2"));

        RetryResult result = queue.retry(ids().get(0)).orElseThrow();
        queue.retryAll();

        assertThat(result.failures()).hasSize(1);
        assertThat(target.parkedEvents()).hasSize(2);
        assertThat(target.parkedEvents().get(0).attempts()).isEqualTo(3);
        assertThat(target.parkedEvents().get(0).error())
                .isEqualTo(result.failures().get(ids().get(0)));
        assertThat(target.parkedEvents().get(1).attempts())
                .as("it waits behind the other, and was not tried")
                .isZero();
    }

    @Test
    void pausedTableIsNoAttempt() {
        target.refuse((table, write) -> true);
        apply(insert(CUSTOMERS, 1, "a", "x", "1"));
        String error = target.parkedEvents().get(0).error();
        target.setTableState(CUSTOMERS, new TableState.Paused("column gone", null));

        queue.retryAll();

        assertThat(target.parkedEvents().get(0).attempts()).isEqualTo(1);
        assertThat(target.parkedEvents().get(0).error()).isEqualTo(error);
    }

    @Test
    void discardedEventLeavesItsKeyToVerification() {
        target.refuse((table, write) -> true);
        apply(insert(CUSTOMERS, 1, "a", "x", "1"));
        target.refuse((table, write) -> false);

        assertThat(queue.discard(ids().get(0))).isPresent();
        assertThat(queue.discard(4711)).isEmpty();

        assertThat(target.parkedEvents()).isEmpty();
        assertThat(target.dirtyKeys(CUSTOMERS)).containsExactly(key(1));
    }

    @Test
    void whatCannotBeAppliedSaysWhatToDo() {
        apply(unreadable(CUSTOMERS, key(1)), new ChangeEvent.Truncate(CUSTOMERS.id()));

        RetryResult result = queue.retryAll();

        assertThat(result.failures().values())
                .anySatisfy(error -> assertThat(error).contains("could not be read"))
                .anySatisfy(error -> assertThat(error).contains("TRUNCATE").contains("discard"));
        assertThat(target.parkedEvents()).hasSize(2);
    }

    @Test
    void pausedTableIsAppliedAfterItsPauseInOrder() {
        apply(
                insert(CUSTOMERS, 1, "a", "x", "1"),
                new ChangeEvent.SchemaChanged(CUSTOMERS.id(), "column email is gone", true),
                update(CUSTOMERS, 1, "a", "x", "2"),
                update(CUSTOMERS, 1, "a", "x", "3"));
        assertThat(queue.retryAll().applied()).isZero();

        assertThat(new TableStates(target).resume(CUSTOMERS.id())).isTrue();
        apply(update(CUSTOMERS, 1, "a", "x", "4"));
        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "a", "x", "1"));

        assertThat(queue.retryAll().applied()).isEqualTo(3);
        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "a", "x", "4"));
    }

    @Test
    void thousandsOfEventsAreRetriedInShortTransactions() {
        target.refuse((table, write) -> true);
        for (int i = 0; i < 1200; i++) {
            apply(insert(CUSTOMERS, i, "a", "e" + i, "n"));
        }
        target.refuse(
                (table, write) -> write.key().equals(key(3)) || write.key().equals(key(700)));

        RetryResult result = queue.retryAll();

        assertThat(result.applied()).isEqualTo(1198);
        assertThat(target.parkedEvents()).extracting(ParkedEvent::key).containsExactly(key(3), key(700));
    }
}
