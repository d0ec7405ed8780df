package dev.reconciler.cdc.apply;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.ShopTables.ORDERS;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.cdc.testing.InMemoryTarget.LostCommit;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Position;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The applier's effect on a batch, independent of the target's engine. */
@Tag("unit")
class ApplierTest {
    private final InMemoryTarget target = new InMemoryTarget(new Lsn(100));
    private final Transactions source = new Transactions();
    private final List<Position> acknowledged = new ArrayList<>();
    private final Recorded told = new Recorded();
    private Applier applier = newApplier(ApplyHooks.NONE);

    static final class Recorded implements ApplyListener {
        final List<AppliedBatch> batches = new ArrayList<>();
        final List<ParkedEvent> parked = new ArrayList<>();
        final List<ChangeEvent.SchemaChanged> schema = new ArrayList<>();

        @Override
        public void applied(AppliedBatch batch) {
            batches.add(batch);
        }

        @Override
        public void parked(ParkedEvent event) {
            parked.add(event);
        }

        @Override
        public void schemaChanged(ChangeEvent.SchemaChanged change) {
            schema.add(change);
        }
    }

    @BeforeEach
    void allLive() {
        ShopTables.ALL.forEach(table -> target.setTableState(table, new TableState.Live()));
    }

    private Applier newApplier(ApplyHooks hooks) {
        return newApplier(hooks, 1000, TenantScope.all());
    }

    private Applier newApplier(List<MappedTable> tables) {
        return newApplier(ApplyHooks.NONE, 1000, ApplyExtent.write(tables, TenantScope.all()));
    }

    private Applier newApplier(ApplyHooks hooks, int batchRows, TenantScope scope) {
        return newApplier(hooks, batchRows, ApplyExtent.write(ShopTables.ALL, scope));
    }

    private Applier newApplier(ApplyHooks hooks, int batchRows, ApplyExtent extent) {
        return new Applier(
                target,
                extent,
                target.acquireLease("test"),
                new ApplySettings(batchRows, 5000, Duration.ofMillis(200), Duration.ofMillis(1), Duration.ofMillis(5)),
                new Clocks(() -> Transactions.COMMITTED, System::nanoTime),
                told,
                hooks,
                acknowledged::add);
    }

    private void apply(SourceTransaction... transactions) {
        applier.apply(List.of(transactions));
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    // Checkpoint

    @Test
    void crashBetweenDataAndCommitRepeatsNothingAndLosesNothing() {
        applier = newApplier(new ApplyHooks() {
            @Override
            public void beforeCommit() {
                throw new Crash();
            }
        });
        SourceTransaction batch = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        assertThatThrownBy(() -> apply(batch)).isInstanceOf(Crash.class);
        assertThat(target.rows(CUSTOMERS)).isEmpty();
        assertThat(acknowledged).isEmpty();

        applier = newApplier(ApplyHooks.NONE);
        apply(batch);

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
        assertThat(target.checkpoint().sequence()).isEqualTo(1);
        assertThat(target.ledgerEntries()).hasSize(1);
    }

    @Test
    void whatAnInterruptedStreamSendsAgainBeforeItWasAppliedIsAppliedOnce() {
        applier = newApplier(ApplyHooks.NONE);
        SourceTransaction first = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        SourceTransaction second = source.of(insert(CUSTOMERS, 2, "a", "y", "n"));
        SourceTransaction third = source.of(insert(CUSTOMERS, 3, "a", "z", "n"));

        // Queued, not applied, and sent again from the checkpoint; the batch ends in the midst of it.
        apply(first, second, third, first, second);

        assertThat(target.checkpoint().sequence()).isEqualTo(3);
        assertThat(target.checkpoint().position()).isEqualTo(third.end());
        assertThat(target.ledgerEntries())
                .extracting(LedgerTransaction::sequence)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void crashAfterCommitBeforeAcknowledgeRepeatsNothing() {
        applier = newApplier(new ApplyHooks() {
            @Override
            public void beforeAcknowledge() {
                throw new Crash();
            }
        });
        SourceTransaction first = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        assertThatThrownBy(() -> apply(first)).isInstanceOf(Crash.class);
        target.rogueWrite(CUSTOMERS, key(1), null);

        applier = newApplier(ApplyHooks.NONE);
        SourceTransaction second = source.of(insert(CUSTOMERS, 2, "a", "y", "n"));
        apply(first, second);

        // Had the first been applied again, its row would be back.
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(2));
        assertThat(target.checkpoint().sequence()).isEqualTo(2);
        assertThat(target.ledgerEntries())
                .extracting(LedgerTransaction::sequence)
                .containsExactly(1L, 2L);
        assertThat(acknowledged).containsExactly(second.end());
        assertThat(source.released()).isEqualTo(2);
    }

    @Test
    void changesAreCountedByTheirKind() {
        apply(source.of(
                insert(CUSTOMERS, 1, "a", "x", "n"),
                insert(CUSTOMERS, 2, "a", "y", "n"),
                insert(CUSTOMERS, 3, "a", "z", "n"),
                update(CUSTOMERS, 1, "a", "xx", "n"),
                update(CUSTOMERS, 2, "a", "yy", "n"),
                delete(CUSTOMERS, 3)));

        assertThat(told.batches)
                .extracting(AppliedBatch::changes)
                .containsExactly(Map.of(CUSTOMERS.id(), new AppliedBatch.Changes(3, 2, 1, 0, 0)));
    }

    @Test
    void answerLostByACommitThatTookEffectIsNotRepeated() {
        SourceTransaction batch = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        target.loseNextCommit(LostCommit.APPLIED);
        assertThatThrownBy(() -> apply(batch)).isInstanceOf(WriteFailedException.class);
        assertThat(source.released()).isZero();

        apply(batch);

        assertThat(target.ledgerEntries()).hasSize(1);
        assertThat(applier.checkpoint()).isEqualTo(target.checkpoint());
        assertThat(told.batches).hasSize(1);
        assertThat(acknowledged).containsExactly(batch.end());
    }

    @Test
    void commitThatDidNotTakeEffectIsRepeated() {
        SourceTransaction batch = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        target.loseNextCommit(LostCommit.NOT_APPLIED);
        assertThatThrownBy(() -> apply(batch)).isInstanceOf(WriteFailedException.class);

        apply(batch);

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
        assertThat(target.ledgerEntries()).hasSize(1);
    }

    @Test
    void deposedWriterWritesNothing() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        Applier deposed = applier;
        applier = newApplier(ApplyHooks.NONE);

        assertThatThrownBy(() -> deposed.apply(List.of(source.of(insert(CUSTOMERS, 2, "a", "y", "n")))))
                .isInstanceOf(DeposedException.class);

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
    }

    @Test
    void emptyTransactionsMoveThePositionWithoutLedger() {
        SourceTransaction first = source.empty();
        SourceTransaction second = source.empty();
        apply(first, second);

        assertThat(target.checkpoint().position()).isEqualTo(second.end());
        assertThat(target.checkpoint().sequence()).isZero();
        assertThat(target.ledgerEntries()).isEmpty();
        assertThat(acknowledged).containsExactly(second.end());
    }

    @Test
    void oversizedTransactionIsOneTargetTransactionWithLedgerInPieces() {
        List<Integer> visibleBeforeCommit = new ArrayList<>();
        applier = newApplier(
                new ApplyHooks() {
                    @Override
                    public void beforeCommit() {
                        visibleBeforeCommit.add(target.rows(CUSTOMERS).size());
                    }
                },
                10,
                TenantScope.all());
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            events.add(insert(CUSTOMERS, i % 25, "a", "e" + i, "n"));
        }
        apply(source.of(events), source.of(delete(CUSTOMERS, 3)));

        assertThat(visibleBeforeCommit).containsExactly(0);
        assertThat(target.rows(CUSTOMERS)).hasSize(24);
        assertThat(target.ledgerEntries())
                .extracting(LedgerTransaction::sequence)
                .containsExactly(1L, 1L, 1L, 1L, 2L);
        assertThat(target.checkpoint().sequence()).isEqualTo(2);
    }

    // Compaction, key changes, unavailable values

    @Test
    void ledgerHasEachTransactionsOwnImageThoughOnlyTheLastStateIsWritten() {
        apply(
                source.of(insert(CUSTOMERS, 1, "a", "x", "first")),
                source.of(update(CUSTOMERS, 1, "a", "x", "second"), update(CUSTOMERS, 1, "a", "x", "third")));

        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "a", "x", "third"));
        assertThat(images(CUSTOMERS, 1)).containsExactly(image(1, "a", "x", "first"), image(1, "a", "x", "third"));
    }

    @Test
    void unavailableValueIsNeverWrittenAsData() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "long note")));
        apply(source.of(updateWithoutNote(CUSTOMERS, 1, "a", "y", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "a", "y", "long note"));
        assertThat(images(CUSTOMERS, 1).get(1).isPartial()).isTrue();
    }

    @Test
    void unavailableValueIsTakenFromAnEarlierEventOfTheBatch() {
        apply(
                source.of(
                        insert(CUSTOMERS, 1, "a", "x", "long note"),
                        updateWithoutNote(CUSTOMERS, 1, "a", "y", "PLACEHOLDER")),
                source.of(updateWithoutNote(CUSTOMERS, 1, "a", "z", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "a", "z", "long note"));
        assertThat(images(CUSTOMERS, 1).get(0)).isEqualTo(image(1, "a", "y", "long note"));
    }

    @Test
    void keyChangeKeepsTheValueThatItsEventLacks() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "a note of more than twenty bytes")));
        apply(source.of(moveWithoutNote(CUSTOMERS, 1, 2, "a", "y", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS))
                .containsOnlyKeys(key(2))
                .containsEntry(key(2), row(2, "a", "y", "a note of more than twenty bytes"));
        assertThat(images(CUSTOMERS, 1)).last().isEqualTo(LedgerImage.ABSENT);
        // No source snapshot from before the change has a row 2 that could tell the note.
        assertThat(images(CUSTOMERS, 2)).containsExactly(image(2, "a", "y", "a note of more than twenty bytes"));
    }

    @Test
    void keyChangeInTheBatchOfItsInsertKeepsTheValue() {
        apply(source.of(
                insert(CUSTOMERS, 1, "a", "x", "note"), moveWithoutNote(CUSTOMERS, 1, 2, "a", "x", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(2)).containsEntry(key(2), row(2, "a", "x", "note"));
    }

    @Test
    void keysThatAreExchangedWithinOneTransactionKeepTheirRows() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "one"), insert(CUSTOMERS, 2, "a", "y", "two")));
        apply(source.of(
                moveWithoutNote(CUSTOMERS, 1, 3, "a", "x", "PLACEHOLDER"),
                moveWithoutNote(CUSTOMERS, 2, 1, "a", "y", "PLACEHOLDER"),
                moveWithoutNote(CUSTOMERS, 3, 2, "a", "x", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS))
                .containsOnlyKeys(key(1), key(2))
                .containsEntry(key(1), row(1, "a", "y", "two"))
                .containsEntry(key(2), row(2, "a", "x", "one"));
    }

    @Test
    void partialUpdateOfAMissingRowMakesNoRowButNotesTheKey() {
        apply(source.of(updateWithoutNote(CUSTOMERS, 1, "a", "x", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).isEmpty();
        assertThat(target.dirtyKeys(CUSTOMERS)).containsExactly(key(1));
    }

    // Filters

    /** Customers of whom only those with the address {@code ours} belong to the mapping. */
    private static MappedTable filtered() {
        RowFilter ours = new RowFilter(
                List.of(new RowFilter.Condition(CUSTOMERS.columns().get(2).target(), List.of("ours"), false, false)));
        return new MappedTable(
                CUSTOMERS.id(),
                CUSTOMERS.source(),
                CUSTOMERS.target(),
                CUSTOMERS.columns(),
                CUSTOMERS.key(),
                CUSTOMERS.tenant(),
                CUSTOMERS.parents(),
                new RowFilter.Pair(RowFilter.ALL, ours));
    }

    @Test
    void imageTakesNoValueFromARowOutsideTheFilter() {
        String theirs = "a note of more than twenty bytes";
        target.rogueWrite(CUSTOMERS, key(2), row(2, "a", "theirs", theirs));
        applier = newApplier(List.of(filtered()));
        apply(source.of(moveWithoutNote(CUSTOMERS, 1, 2, "a", "ours", "PLACEHOLDER")));

        assertThat(images(CUSTOMERS, 2)).singleElement().satisfies(image -> assertThat(image.isPartial())
                .isTrue());
        assertThat(target.rows(CUSTOMERS)).containsOnly(Map.entry(key(2), row(2, "a", "theirs", theirs)));
    }

    @Test
    void refusedMoveOfARowOutsideTheFilterIsNotSplit() {
        target.rogueWrite(CUSTOMERS, key(1), row(1, "a", "theirs", "their note"));
        target.refuse((table, write) -> write instanceof KeyedWrite.Move);
        applier = newApplier(List.of(filtered()));
        apply(source.of(moveWithoutNote(CUSTOMERS, 1, 2, "a", "ours", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).containsOnly(Map.entry(key(1), row(1, "a", "theirs", "their note")));
        assertThat(target.parkedEvents()).extracting(ParkedEvent::key).containsExactly(key(1), key(2));
    }

    // Tenants

    @Test
    void rowOfAnotherTenantIsNotOverwritten() {
        target.rogueWrite(CUSTOMERS, key(1), row(1, "b", "x", "theirs"));
        apply(source.of(insert(CUSTOMERS, 1, "a", "y", "ours"), insert(CUSTOMERS, 2, "a", "z", "n")));

        assertThat(target.rows(CUSTOMERS))
                .containsEntry(key(1), row(1, "b", "x", "theirs"))
                .containsKey(key(2));
        assertThat(target.parkedEvents()).singleElement().satisfies(parked -> {
            assertThat(parked.key()).isEqualTo(key(1));
            assertThat(parked.error()).contains("TENANT_CONFLICT");
        });
    }

    @Test
    void rowDeletedAndInsertedUnderAnotherTenantIsNoConflict() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        apply(source.of(delete(CUSTOMERS, 1)), source.of(insert(CUSTOMERS, 1, "b", "x", "n")));

        assertThat(target.rows(CUSTOMERS)).containsEntry(key(1), row(1, "b", "x", "n"));
        assertThat(target.parkedEvents()).isEmpty();
    }

    @Test
    void rowThatLeavesTheScopeIsDeletedAndAForeignDeleteDoesNothing() {
        applier = newApplier(ApplyHooks.NONE, 1000, TenantScope.of(new TenantId("a")));
        target.rogueWrite(CUSTOMERS, key(9), row(9, "b", "z", "theirs"));
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        apply(
                source.of(update(CUSTOMERS, 1, "b", "x", "n")),
                source.of(insert(CUSTOMERS, 2, "b", "y", "n")),
                source.of(delete(CUSTOMERS, 9)));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(9));
        assertThat(target.parkedEvents()).isEmpty();
        assertThat(images(CUSTOMERS, 1)).last().isEqualTo(LedgerImage.ABSENT);
    }

    // Parking

    @Test
    void parkedEventBlocksItsKeyOnlyAndInOrder() {
        target.refuse((table, write) -> write instanceof KeyedWrite.Upsert upsert
                && "bad".equals(upsert.row().value(2)));
        apply(
                source.of(insert(CUSTOMERS, 1, "a", "bad", "1")),
                source.of(insert(CUSTOMERS, 2, "a", "good", "1")),
                source.of(update(CUSTOMERS, 1, "a", "bad", "2")));
        apply(source.of(update(CUSTOMERS, 1, "a", "fine", "3"), update(CUSTOMERS, 2, "a", "good", "2")));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(2)).containsEntry(key(2), row(2, "a", "good", "2"));
        assertThat(target.parkedEvents())
                .extracting(each -> each.change().sequence())
                .containsExactly(1L, 3L, 4L);
        assertThat(target.parkedEvents()).extracting(p -> p.error().isEmpty()).containsExactly(false, true, true);
        assertThat(images(CUSTOMERS, 1))
                .containsExactly(image(1, "a", "bad", "1"), image(1, "a", "bad", "2"), image(1, "a", "fine", "3"));
        assertThat(told.parked).hasSize(3);
    }

    @Test
    void oneCulpritAmongManyIsFoundAndAllOthersAreApplied() {
        target.refuse((table, write) -> write.key().equals(key(137)));
        List<SourceTransaction> batch = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            batch.add(source.of(insert(CUSTOMERS, i, "a", "e" + i, "n")));
        }
        applier.apply(batch);

        assertThat(target.rows(CUSTOMERS)).hasSize(299).doesNotContainKey(key(137));
        assertThat(target.parkedEvents()).extracting(ParkedEvent::key).containsExactly(key(137));
        assertThat(told.batches.get(0).replayed()).isTrue();
        assertThat(told.batches.get(0).changes().get(CUSTOMERS.id()).parked()).isEqualTo(1);
    }

    @Test
    void failedKeyChangeBlocksBothKeys() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "note")));
        target.refuse((table, write) -> write.key().equals(key(2)));
        apply(
                source.of(moveWithoutNote(CUSTOMERS, 1, 2, "a", "x", "PLACEHOLDER")),
                source.of(updateWithoutNote(CUSTOMERS, 2, "a", "y", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
        assertThat(target.parkedEvents()).extracting(ParkedEvent::key).containsExactly(key(2), key(1), key(2));
    }

    @Test
    void unreadableEventParksItsKeyAndItsImageEqualsNoRow() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        apply(source.of(unreadable(CUSTOMERS, key(1))), source.of(update(CUSTOMERS, 1, "a", "y", "n")));

        assertThat(target.parkedEvents())
                .extracting(each -> each.change().operation())
                .containsExactly("UNREADABLE", "UPDATE");
        assertThat(images(CUSTOMERS, 1))
                .as("the insert, the event that could not be read, and the update that waits behind it")
                .hasSize(3)
                .element(1)
                .satisfies(unread -> {
                    assertThat(unread.present()).isTrue();
                    assertThat(unread.matches(CUSTOMERS, row(1, "a", "x", "n"), null))
                            .isFalse();
                    assertThat(unread.matches(CUSTOMERS, row(1, "a", "y", "n"), null))
                            .isFalse();
                });
    }

    @Test
    void truncateParksAndTheTableGoesOn() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        apply(source.of(new ChangeEvent.Truncate(CUSTOMERS.id())), source.of(insert(CUSTOMERS, 2, "a", "y", "n")));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1), key(2));
        assertThat(target.parkedEvents()).singleElement().satisfies(parked -> {
            assertThat(parked.change().operation()).isEqualTo("TRUNCATE");
            assertThat(parked.key()).isNull();
        });
    }

    // Definitions

    @Test
    void addedColumnIsToldAndTheTableGoesOn() {
        apply(
                source.of(new ChangeEvent.SchemaChanged(CUSTOMERS.id(), "column phone was added", false)),
                source.of(insert(CUSTOMERS, 1, "a", "x", "n")));

        assertThat(told.schema).hasSize(1);
        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1));
    }

    @Test
    void incompatibleChangePausesThatTableOnly() {
        apply(
                source.of(insert(CUSTOMERS, 1, "a", "x", "n")),
                source.of(
                        new ChangeEvent.SchemaChanged(CUSTOMERS.id(), "column email is gone", true),
                        insert(CUSTOMERS, 2, "a", "y", "n"),
                        insert(ORDERS, 7, "a", 1, "n")));
        apply(source.of(update(CUSTOMERS, 1, "a", "x", "m"), update(ORDERS, 7, "a", 1, "m")));

        assertThat(target.rows(CUSTOMERS)).containsOnlyKeys(key(1)).containsEntry(key(1), row(1, "a", "x", "n"));
        assertThat(target.rows(ORDERS)).containsEntry(key(7), row(7, "a", 1, "m"));
        assertThat(target.parkedEvents()).extracting(ParkedEvent::key).containsExactly(key(2), key(1));
        assertThat(told.schema)
                .extracting(ChangeEvent.SchemaChanged::incompatible)
                .containsExactly(true);
    }

    // Table states

    @Test
    void fillingTableSkipsWhatIsBeyondTheFilledKeysAndLedgersIt() {
        target.setTableState(CUSTOMERS, new TableState.Filling(key(10)));
        apply(source.of(
                insert(CUSTOMERS, 9, "a", "x", "n"),
                insert(CUSTOMERS, 10, "a", "y", "n"),
                delete(CUSTOMERS, 100),
                move(CUSTOMERS, 9, 11, "a", "x", "n")));

        assertThat(target.rows(CUSTOMERS)).isEmpty();
        assertThat(images(CUSTOMERS, 9)).containsExactly(LedgerImage.ABSENT);
        assertThat(images(CUSTOMERS, 10)).containsExactly(image(10, "a", "y", "n"));
        assertThat(images(CUSTOMERS, 11)).containsExactly(image(11, "a", "x", "n"));
        assertThat(images(CUSTOMERS, 100)).containsExactly(LedgerImage.ABSENT);
        assertThat(told.batches.get(0).changes().get(CUSTOMERS.id()).skipped()).isEqualTo(3);
    }

    @Test
    void rowThatMovesIntoTheFilledKeysWithoutItsValuesIsNotedAsDirty() {
        target.setTableState(CUSTOMERS, new TableState.Filling(key(10)));
        apply(source.of(moveWithoutNote(CUSTOMERS, 20, 5, "a", "x", "PLACEHOLDER")));

        assertThat(target.rows(CUSTOMERS)).isEmpty();
        assertThat(target.dirtyKeys(CUSTOMERS)).containsExactly(key(5));
    }

    @Test
    void pendingTableIsLeftToTheBackfill() {
        target.setTableState(CUSTOMERS, new TableState.Pending());
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n"), new ChangeEvent.Truncate(CUSTOMERS.id())));

        assertThat(target.rows(CUSTOMERS)).isEmpty();
        assertThat(target.parkedEvents()).isEmpty();
        assertThat(images(CUSTOMERS, 1)).hasSize(1);
    }

    private List<LedgerImage> images(MappedTable table, int id) {
        return target.ledgerEntries().stream()
                .flatMap(t -> t.entries().stream())
                .filter(e -> e.table().equals(table.id()) && e.key().equals(key(id)))
                .map(LedgerEntry::image)
                .toList();
    }

    private static LedgerImage image(Object... values) {
        return LedgerImage.of(CUSTOMERS, row(values), column -> false);
    }
}
