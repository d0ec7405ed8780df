package dev.reconciler.cdc.apply;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.ShopTables.ORDERS;
import static dev.reconciler.cdc.testing.ShopTables.key;
import static dev.reconciler.cdc.testing.Transactions.delete;
import static dev.reconciler.cdc.testing.Transactions.insert;
import static dev.reconciler.cdc.testing.Transactions.move;
import static dev.reconciler.cdc.testing.Transactions.moveWithoutNote;
import static dev.reconciler.cdc.testing.Transactions.update;
import static dev.reconciler.cdc.testing.Transactions.updateWithoutNote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.apply.parked.ParkedQueue;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.PostgresTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Position;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Applying into PostgreSQL, where its constraints, sessions and rights decide. */
@Tag("db")
class PostgresApplyTest {
    private PostgresTarget target = PostgresTarget.shop(PostgresCluster.shared());
    private final Transactions source = new Transactions();
    private final List<Position> acknowledged = new ArrayList<>();
    private final List<AppliedBatch> batches = new ArrayList<>();
    private Applier applier = newApplier(ApplyHooks.NONE);

    private Applier newApplier(ApplyHooks hooks) {
        return newApplier(hooks, 10_000, TenantScope.all());
    }

    private Applier newApplier(ApplyHooks hooks, int batchRows, TenantScope scope) {
        return target.applier(hooks, settings(batchRows), scope, told(), acknowledged::add);
    }

    private static ApplySettings settings(int batchRows) {
        return new ApplySettings(batchRows, 40_000, Duration.ofMillis(50), Duration.ofMillis(5), Duration.ofMillis(50));
    }

    private ApplyListener told() {
        return new ApplyListener() {
            @Override
            public void applied(AppliedBatch batch) {
                batches.add(batch);
            }
        };
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void apply(SourceTransaction... transactions) {
        applier.apply(List.of(transactions));
    }

    private List<String> customers() {
        return target.rows("SELECT * FROM customers ORDER BY id");
    }

    private List<String> orders() {
        return target.rows("SELECT * FROM orders ORDER BY id");
    }

    // Order of writes

    @Test
    void batchOfInterleavedTablesKeepsForeignKeys() {
        apply(
                source.of(insert(CUSTOMERS, 1, "a", "x", "n"), insert(ORDERS, 10, "a", 1, "n")),
                source.of(insert(CUSTOMERS, 2, "a", "y", "n")),
                source.of(insert(ORDERS, 20, "a", 2, "n"), insert(ORDERS, 11, "a", 1, "n")));
        apply(
                source.of(delete(ORDERS, 10), delete(ORDERS, 11), delete(CUSTOMERS, 1)),
                source.of(insert(CUSTOMERS, 3, "a", "z", "n")),
                source.of(insert(ORDERS, 30, "a", 3, "n")));

        assertThat(customers()).containsExactly("2|a|y|n", "3|a|z|n");
        assertThat(orders()).containsExactly("20|a|2|n", "30|a|3|n");
        assertThat(batches).noneMatch(AppliedBatch::replayed);
    }

    @Test
    void childThatLeavesItsParentBeforeTheParentGoesIsNoConflict() {
        apply(source.of(
                insert(CUSTOMERS, 1, "a", "x", "n"),
                insert(CUSTOMERS, 2, "a", "y", "n"),
                insert(ORDERS, 10, "a", 1, "n")));
        apply(source.of(update(ORDERS, 10, "a", 2, "n"), delete(CUSTOMERS, 1)));

        assertThat(customers()).containsExactly("2|a|y|n");
        assertThat(orders()).containsExactly("10|a|2|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void uniqueValueOfADeletedParentIsUsedAgainInTheSameBatch() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        apply(source.of(delete(CUSTOMERS, 1)), source.of(insert(CUSTOMERS, 2, "a", "x", "n")));

        assertThat(customers()).containsExactly("2|a|x|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void cascadeOfTheTargetTakesNoChildThatFoundAnotherParent() {
        target.execute(
                "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
                "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE");
        String note = "x".repeat(5000);
        apply(source.of(
                insert(CUSTOMERS, 1, "a", "x", "n"),
                insert(CUSTOMERS, 2, "a", "y", "n"),
                insert(ORDERS, 10, "a", 1, note)));
        // The event lacks the note, so a row that is gone could not be made again.
        apply(source.of(updateWithoutNote(ORDERS, 10, "a", 2, "PLACEHOLDER")), source.of(delete(CUSTOMERS, 1)));

        assertThat(customers()).containsExactly("2|a|y|n");
        assertThat(orders()).containsExactly("10|a|2|" + note);
    }

    @Test
    void parentThatChangesItsKeyStaysTheSameRowWhereTheTargetCascades() {
        target.execute(
                "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
                "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON UPDATE CASCADE ON DELETE"
                        + " CASCADE");
        String note = "x".repeat(5000);
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n"), insert(ORDERS, 10, "a", 1, note)));
        apply(source.of(move(CUSTOMERS, 1, 2, "a", "x", "n"), updateWithoutNote(ORDERS, 10, "a", 2, "PLACEHOLDER")));

        assertThat(customers()).containsExactly("2|a|x|n");
        assertThat(orders()).containsExactly("10|a|2|" + note);
        assertThat(target.dirty(ORDERS)).isEmpty();
    }

    @Test
    void parentThatChangesItsKeyKeepsItsChildren() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n"), insert(ORDERS, 10, "a", 1, "n")));
        apply(source.of(move(CUSTOMERS, 1, 2, "a", "y", "n"), update(ORDERS, 10, "a", 2, "n")));

        assertThat(customers()).containsExactly("2|a|y|n");
        assertThat(orders()).containsExactly("10|a|2|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void uniqueValuesExchangedThroughAThirdValueAreApplied() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n"), insert(CUSTOMERS, 2, "a", "y", "n")));
        apply(source.of(
                update(CUSTOMERS, 1, "a", "tmp", "n"),
                update(CUSTOMERS, 2, "a", "x", "n"),
                update(CUSTOMERS, 1, "a", "y", "n")));

        assertThat(customers()).containsExactly("1|a|y|n", "2|a|x|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void uniqueValuesExchangedDirectlyAreAppliedWhereTheConstraintIsDeferrable() {
        target.execute(
                "ALTER TABLE customers DROP CONSTRAINT customers_email_key",
                "ALTER TABLE customers ADD UNIQUE (email) DEFERRABLE");
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n"), insert(CUSTOMERS, 2, "a", "y", "n")));
        apply(source.of(update(CUSTOMERS, 1, "a", "y", "n"), update(CUSTOMERS, 2, "a", "x", "n")));

        assertThat(customers()).containsExactly("1|a|y|n", "2|a|x|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void violatedDeferredConstraintIsFoundBeforeTheCommitAndItsCulpritAlone() {
        target.execute(
                "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
                "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers DEFERRABLE INITIALLY DEFERRED");
        apply(source.of(
                insert(ORDERS, 10, "a", 1, "n"),
                insert(ORDERS, 11, "a", 99, "n"),
                insert(CUSTOMERS, 1, "a", "x", "n")));

        assertThat(orders()).containsExactly("10|a|1|n");
        assertThat(target.parked()).extracting(ParkedEvent::key).containsExactly(key(11));
        assertThat(target.parked().get(0).error()).startsWith("23503");
    }

    @Test
    void childOfAParkedParentParksTooAndBothAreAppliedInOrderLater() {
        target.execute("ALTER TABLE customers ADD CHECK (email <> 'bad')");
        apply(
                source.of(insert(CUSTOMERS, 1, "a", "bad", "n")),
                source.of(insert(ORDERS, 10, "a", 1, "n")),
                source.of(insert(CUSTOMERS, 2, "a", "y", "n"), insert(ORDERS, 20, "a", 2, "n")));

        assertThat(customers()).containsExactly("2|a|y|n");
        assertThat(orders()).containsExactly("20|a|2|n");
        assertThat(target.parked()).extracting(ParkedEvent::table).containsExactly(CUSTOMERS.id(), ORDERS.id());

        target.execute("ALTER TABLE customers DROP CONSTRAINT customers_email_check");
        ParkedQueue queue = new ParkedQueue(target.store(), ShopTables.ALL, TenantScope.all());
        assertThat(queue.retryAll().applied()).isEqualTo(2);

        assertThat(orders()).containsExactly("10|a|1|n", "20|a|2|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void valueThatTheTargetRefusesParksItsEventOnly() {
        List<SourceTransaction> batch = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            batch.add(source.of(insert(CUSTOMERS, i, "a", "e" + i, i == 333 ? "nul \u0000 inside" : "n")));
        }
        applier.apply(batch);

        assertThat(target.rows("SELECT count(*) FROM customers")).containsExactly("499");
        assertThat(target.parked()).extracting(ParkedEvent::key).containsExactly(key(333));
    }

    // Values and tenants

    @Test
    void keyChangeKeepsTheValueStoredOutOfLine() {
        String note = "x".repeat(5000);
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", note)));
        apply(source.of(moveWithoutNote(CUSTOMERS, 1, 2, "a", "y", "PLACEHOLDER")));

        assertThat(customers()).containsExactly("2|a|y|" + note);
    }

    @Test
    void keyChangeOfAMissingRowNotesBothKeys() {
        apply(source.of(moveWithoutNote(CUSTOMERS, 1, 2, "a", "y", "PLACEHOLDER")));

        assertThat(customers()).isEmpty();
        assertThat(target.dirty(CUSTOMERS)).containsExactlyInAnyOrder(key(1), key(2));
    }

    @Test
    void unavailableValueIsNeverWrittenAsData() {
        String note = "x".repeat(5000);
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", note)));
        apply(
                source.of(updateWithoutNote(CUSTOMERS, 1, "a", "y", "PLACEHOLDER")),
                source.of(updateWithoutNote(CUSTOMERS, 7, "a", "z", "PLACEHOLDER")));

        assertThat(customers()).containsExactly("1|a|y|" + note);
        assertThat(target.dirty(CUSTOMERS)).containsExactly(key(7));
    }

    @Test
    void tenantSwitchIsRefusedAndShown() {
        target.execute("INSERT INTO customers VALUES (1, 'b', 'theirs', 'n')");
        apply(source.of(insert(CUSTOMERS, 1, "a", "mine", "n")), source.of(insert(CUSTOMERS, 2, "a", "y", "n")));

        assertThat(customers()).containsExactly("1|b|theirs|n", "2|a|y|n");
        assertThat(target.parked()).singleElement().satisfies(p -> assertThat(p.error())
                .startsWith("TENANT_CONFLICT"));
    }

    @Test
    void deleteThatKnowsTheKeyAloneTakesTheTenantFromTheRow() {
        target.execute("INSERT INTO customers VALUES (1, 'a', 'x', 'n'), (2, 'b', 'y', 'n')");
        applier = newApplier(ApplyHooks.NONE, 10_000, TenantScope.of(new TenantId("a")));
        apply(source.of(delete(CUSTOMERS, 1), delete(CUSTOMERS, 2)));

        assertThat(customers()).containsExactly("2|b|y|n");
        assertThat(target.parked()).isEmpty();
    }

    // Crashes and sessions

    @Test
    void sessionLostBeforeTheCommitRepeatsAndLosesNothing() {
        List<Boolean> killed = new ArrayList<>();
        applier = newApplier(new ApplyHooks() {
            @Override
            public void beforeCommit() {
                if (killed.isEmpty()) {
                    killed.add(target.killSessions());
                }
            }
        });
        SourceTransaction batch = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        assertThatThrownBy(() -> apply(batch))
                .isInstanceOfSatisfying(WriteFailedException.class, e -> assertThat(e.kind())
                        .isEqualTo(WriteFailedException.Kind.UNAVAILABLE));
        assertThat(customers()).isEmpty();

        // The pool may hand out another dead session first.
        await().ignoreExceptionsInstanceOf(WriteFailedException.class).untilAsserted(() -> apply(batch));

        assertThat(customers()).hasSize(1);
        assertThat(target.ledger()).extracting(LedgerTransaction::sequence).containsExactly(1L);
    }

    @Test
    void answerLostAfterTheCommitRepeatsNothing() {
        List<Boolean> lost = new ArrayList<>();
        applier = newApplier(new ApplyHooks() {
            @Override
            public void afterCommit() {
                if (lost.isEmpty()) {
                    lost.add(true);
                    throw new WriteFailedException(
                            WriteFailedException.Kind.UNAVAILABLE,
                            Violation.TRANSACTION_LOST,
                            "08006",
                            "lost",
                            new IllegalStateException());
                }
            }
        });
        SourceTransaction batch = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        assertThatThrownBy(() -> apply(batch)).isInstanceOf(WriteFailedException.class);
        target.execute("DELETE FROM customers");

        apply(batch);

        // Had it been applied again, the row would be back.
        assertThat(customers()).isEmpty();
        assertThat(target.ledger()).hasSize(1);
        assertThat(acknowledged).containsExactly(batch.end());
    }

    @Test
    void processThatDiesBetweenCommitAndAcknowledgeRepeatsNothing() {
        SourceTransaction batch = source.of(insert(CUSTOMERS, 1, "a", "x", "n"));
        apply(batch);
        target.execute("DELETE FROM customers");
        applier = newApplier(ApplyHooks.NONE);
        SourceTransaction next = source.of(insert(CUSTOMERS, 2, "a", "y", "n"));

        apply(batch, next);

        assertThat(customers()).containsExactly("2|a|y|n");
        assertThat(target.ledger()).extracting(LedgerTransaction::sequence).containsExactly(1L, 2L);
    }

    @Test
    void deposedWriterWritesNothing() {
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));
        Applier deposed = applier;
        applier = newApplier(ApplyHooks.NONE);

        assertThatThrownBy(() -> deposed.apply(List.of(source.of(insert(CUSTOMERS, 2, "a", "y", "n")))))
                .isInstanceOf(DeposedException.class);
        assertThat(customers()).hasSize(1);
    }

    @Test
    void oversizedTransactionIsVisibleAtOnceOrNotAtAll() {
        List<String> seen = new ArrayList<>();
        applier = newApplier(
                new ApplyHooks() {
                    @Override
                    public void beforeCommit() {
                        seen.addAll(target.rows("SELECT count(*) FROM customers"));
                    }
                },
                1000,
                TenantScope.all());
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < 7500; i++) {
            events.add(insert(CUSTOMERS, i, "a", "e" + i, "n"));
        }
        apply(source.of(events));

        assertThat(seen).containsExactly("0");
        assertThat(target.rows("SELECT count(*) FROM customers")).containsExactly("7500");
        assertThat(target.ledger().stream().mapToInt(t -> t.entries().size()).sum())
                .isEqualTo(7500);
        assertThat(target.ledger()).extracting(LedgerTransaction::sequence).containsOnly(1L);
    }

    @Test
    void readOnlyTargetIsWaitedForAndNothingIsLost() throws InterruptedException {
        AtomicInteger waits = new AtomicInteger();
        ApplyListener waiting = new ApplyListener() {
            @Override
            public void waiting(RuntimeException because, int attempt, Duration delay) {
                waits.incrementAndGet();
            }
        };
        target.readOnly(true);
        try (ApplyLoop loop = new ApplyLoop(applier, settings(100), System::nanoTime, waiting, "apply-read-only")) {
            loop.start();
            for (int i = 0; i < 20; i++) {
                loop.accept(source.of(insert(CUSTOMERS, i, "a", "e" + i, "n")));
            }
            await().until(() -> waits.get() >= 3);
            assertThat(customers()).isEmpty();

            target.readOnly(false);

            await().until(() -> customers().size() == 20);
            await().until(() -> target.ledger().size() == 20);
        }
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void checkpointIsLockedWhileABatchIsWritten() {
        List<Violation> violations = new ArrayList<>();
        applier = newApplier(new ApplyHooks() {
            @Override
            public void beforeCommit() {
                try (TargetTransaction other = target.impatientStore().begin()) {
                    other.lockCheckpoint();
                } catch (WriteFailedException e) {
                    violations.add(e.violation());
                }
            }
        });
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n")));

        assertThat(violations).containsExactly(Violation.TRANSIENT);
    }
}
