package dev.reconciler.verify.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.CorrectionLab;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class StreamTailTest {
    private static final String READER = "stream";

    private final CorrectionLab lab = new CorrectionLab();
    private final List<String> told = new ArrayList<>();
    private final List<String> suspects = new ArrayList<>();
    private long limit = Long.MAX_VALUE;

    @AfterEach
    void close() {
        lab.close();
    }

    private StreamTail tail() {
        return tail(TenantScope.all(), (table, keys, sequence) -> keys.forEach(key -> told.add(sequence + ":" + key)));
    }

    private StreamTail tail(TenantScope scope, ChangeListener listener) {
        return tail(lab.tables.values(), scope, listener);
    }

    private StreamTail tail(Collection<MappedTable> tables, TenantScope scope, ChangeListener listener) {
        return new StreamTail(
                lab.database(),
                new LedgerTail(lab.database().pruning().hold(READER), () -> limit),
                tables,
                new StreamCheck(tables, scope),
                listener,
                (table, keys) -> keys.forEach(key -> suspects.add(table + ":" + key)));
    }

    /** Writes rows (null deletes) and their ledger pieces in one target transaction. */
    private void apply(@Nullable Row row, List<List<LedgerEntry>> pieces) {
        lab.commit(transaction -> {
            Checkpoint from = transaction.lockCheckpoint();
            if (row != null) {
                RowKey key = lab.customers.keyOf(row);
                transaction.rows().write(lab.customers, TenantScope.all(), List.of(new KeyedWrite.Upsert(key, row)));
            }
            long sequence = from.sequence() + 1;
            for (List<LedgerEntry> piece : pieces) {
                transaction.appendLedger(List.of(
                        new LedgerTransaction(sequence, new TransactionId(Long.toString(700 + sequence)), piece)));
            }
            transaction.advance(from, new Checkpoint(from.epoch(), sequence, new Lsn(sequence * 100)));
        });
    }

    private StreamTail.Round round(int keys, int suspects, long through, boolean more) {
        return new StreamTail.Round(keys, suspects, through, lab.fence().sequence(), more);
    }

    private LedgerEntry gone(MappedTable table, String key) {
        return new LedgerEntry(table.id(), RowKey.of(key), LedgerImage.ABSENT);
    }

    private void stream(String key, @Nullable String amount) {
        lab.stream(lab.customers, key, amount == null ? null : CorrectionLab.row(key, null, amount));
    }

    @Test
    void aBadWriteIsSuspectedAndNothingElseIs() {
        StreamTail tail = tail();
        stream("right", "1.00");
        stream("updated", "2.00");
        stream("deleted", "3.00");
        stream("revived", "4.00");
        stream("revived", null);
        lab.rogue(
                "UPDATE customers SET amount = 9 WHERE id = 'updated'",
                "DELETE FROM customers WHERE id = 'deleted'",
                "INSERT INTO customers VALUES ('revived', 'acme')",
                "INSERT INTO customers VALUES ('never streamed', 'acme')");

        StreamTail.Round round = tail.advance(100);

        assertThat(suspects)
                .containsExactlyInAnyOrder(
                        "public.customers:updated", "public.customers:deleted", "public.customers:revived");
        assertThat(round).isEqualTo(round(5, 3, 5, false));
        assertThat(told).containsExactly("5:right", "5:updated", "5:deleted", "5:revived");
        assertThat(tail.advance(100)).isEqualTo(round(0, 0, 5, false));
    }

    @Test
    void aKeyThatChangesWhileItWaitsIsJudgedByItsNewestImageAndReadAgainForIt() {
        StreamTail tail = tail();
        stream("hot", "1.00");
        stream("hot", "2.00");
        stream("other", "1.00");
        stream("hot", "3.00");

        assertThat(tail.advance(1)).isEqualTo(round(1, 0, 1, true));
        lab.rogue("UPDATE customers SET amount = 2 WHERE id = 'hot'");
        // Set back to what the second entry says: the last one, in its turn, finds it.
        assertThat(tail.advance(1)).isEqualTo(round(1, 0, 2, true));
        assertThat(tail.advance(2)).isEqualTo(round(2, 1, 4, false));
        assertThat(suspects).containsExactly("public.customers:hot");
        assertThat(told).containsExactly("1:hot", "2:hot", "4:other", "4:hot");
    }

    @Test
    void aLargeTransactionIsWorkedOffInPiecesAndARestartAmidItBeginsItAnew() {
        StreamTail tail = tail();
        stream("before", "1.00");
        List<List<LedgerEntry>> pieces = IntStream.range(0, 3)
                .mapToObj(piece -> List.of(gone(lab.orders, "a" + piece), gone(lab.orders, "b" + piece)))
                .toList();
        apply(null, pieces);
        stream("after", "1.00");

        assertThat(tail.advance(2)).isEqualTo(round(3, 0, 1, true));
        assertThat(tail.advance(1)).isEqualTo(round(2, 0, 1, true));
        assertThat(told).containsExactly("2:before", "2:a0", "2:b0", "2:a1", "2:b1");
        told.clear();

        StreamTail restarted = tail();
        assertThat(restarted.advance(2)).isEqualTo(round(2, 0, 1, true));
        assertThat(restarted.advance(3)).isEqualTo(round(4, 0, 2, true));
        assertThat(restarted.advance(3)).isEqualTo(round(1, 0, 3, false));
        assertThat(told).containsExactly("2:a0", "2:b0", "2:a1", "2:b1", "2:a2", "2:b2", "3:after");
    }

    @Test
    void listenersLearnTheSequencesOfEachSliceAfterItsKeys() {
        ChangeListener listener = new ChangeListener() {
            @Override
            public void changed(MappedTable table, Collection<RowKey> keys, long sequence) {
                told.add(keys.toString());
            }

            @Override
            public void delivered(long first, long last) {
                told.add(first + " to " + last);
            }
        };
        StreamTail tail = tail(TenantScope.all(), ChangeListener.all(List.of(listener, (table, keys, last) -> {})));
        stream("a", "1.00");
        stream("b", "1.00");
        apply(null, List.of(List.of(gone(lab.orders, "c")), List.of(gone(lab.orders, "d"))));

        tail.advance(2);
        tail.advance(1);
        tail.advance(10);
        tail.advance(10);

        assertThat(told).containsExactly("[a, b]", "1 to 2", "[c]", "3 to 3", "[d]", "3 to 3");
    }

    @Test
    void whatFailsBetweenAnyTwoStepsIsDoneAgain() {
        stream("x", "1.00");
        lab.rogue("DELETE FROM customers");
        StreamTail listenerFails = tail(TenantScope.all(), (table, keys, sequence) -> {
            throw new IllegalStateException("crash in a listener");
        });
        assertThatThrownBy(() -> listenerFails.advance(10)).hasMessage("crash in a listener");
        assertThat(suspects).isEmpty();

        StreamTail sinkFails = new StreamTail(
                lab.database(),
                new LedgerTail(lab.database().pruning().hold(READER), () -> limit),
                lab.tables.values(),
                new StreamCheck(lab.tables.values(), TenantScope.all()),
                (table, keys, sequence) -> {},
                (table, keys) -> {
                    throw new IllegalStateException("crash before the suspects are kept");
                });
        assertThatThrownBy(() -> sinkFails.advance(10)).hasMessage("crash before the suspects are kept");

        assertThat(lab.database().pruning().prune(transaction -> true)).isZero();
        assertThat(tail().advance(10)).isEqualTo(round(1, 1, 1, false));
        assertThat(suspects).containsExactly("public.customers:x");
        assertThat(lab.database().pruning().prune(transaction -> true)).isEqualTo(1);
    }

    @Test
    void aValueThatTheEventLackedIsTakenFromEarlierEntriesOrMakesTheKeyASuspect() {
        StreamTail tail = tail();
        String wide = "a document longer than what is always stored in the row itself";
        Row before = new Row(Arrays.asList("w", "acme", wide, "1", null, null));
        Row after = new Row(Arrays.asList("w", "acme", wide, "2", null, null));
        LedgerImage full = new LedgerImage(
                true,
                lab.customers.encoding().hashWithout(before, column -> column == 2),
                Map.of(2, lab.customers.encoding().hashOfValue(2, wide)));
        LedgerImage partial = LedgerImage.of(lab.customers, after, column -> column == 2);
        RowKey key = RowKey.of("w");
        apply(before, List.of(List.of(new LedgerEntry(lab.customers.id(), key, full))));
        apply(after, List.of(List.of(new LedgerEntry(lab.customers.id(), key, partial))));
        assertThat(tail.advance(10).suspects()).isZero();

        apply(after, List.of(List.of(new LedgerEntry(lab.customers.id(), key, partial))));
        assertThat(tail.advance(10).suspects()).isEqualTo(1);
    }

    @Test
    void onlyADifferenceBeyondTheToleranceMakesAKeyASuspect() {
        MappedTable table = CorrectionLab.compared(
                lab.customers,
                Map.of("amount", new ColumnComparison.Amount(new BigDecimal("0.01")), "code", ColumnComparison.NEVER));
        StreamTail tail = tail(List.of(table), TenantScope.all(), (changed, keys, sequence) -> {});
        for (String key : List.of("same", "near", "far", "null", "code", "name")) {
            lab.stream(table, key, new Row(Arrays.asList(key, "acme", null, "1.00", "abc", null)));
        }
        lab.rogue(
                "UPDATE customers SET amount = 1.01 WHERE id = 'near'",
                "UPDATE customers SET amount = 1.02 WHERE id = 'far'",
                "UPDATE customers SET amount = NULL WHERE id = 'null'",
                "UPDATE customers SET code = 'xyz' WHERE id = 'code'",
                "UPDATE customers SET customer = 'x' WHERE id = 'name'");

        assertThat(tail.advance(100)).isEqualTo(round(6, 3, 6, false));
        assertThat(suspects)
                .containsExactlyInAnyOrder("public.customers:far", "public.customers:null", "public.customers:name");
    }

    @Test
    void aValueWithAToleranceThatTheEventLackedIsTakenFromEarlierEntries() {
        int amount = 3;
        MappedTable table =
                CorrectionLab.compared(lab.customers, Map.of("amount", new ColumnComparison.Amount(BigDecimal.ONE)));
        StreamTail tail = tail(List.of(table), TenantScope.all(), (changed, keys, sequence) -> {});
        RowKey key = RowKey.of("w");
        Row before = new Row(Arrays.asList("w", "acme", "x", "5", null, null));
        Row after = new Row(Arrays.asList("w", "acme", "y", "5.5", null, null));
        LedgerImage full = LedgerImage.of(table, before, column -> false);
        LedgerImage partial = LedgerImage.of(table, after, column -> column == amount);

        assertThat(partial.isPartial()).isTrue();
        assertThat(partial.after(full).isPartial()).isFalse();
        assertThat(partial.after(full))
                .isEqualTo(LedgerImage.of(
                        table, new Row(Arrays.asList("w", "acme", "y", "5", null, null)), column -> false));
        apply(before, List.of(List.of(new LedgerEntry(table.id(), key, full))));
        apply(after, List.of(List.of(new LedgerEntry(table.id(), key, partial))));
        assertThat(tail.advance(10).suspects()).isZero();

        apply(after, List.of(List.of(new LedgerEntry(table.id(), key, partial))));
        assertThat(tail.advance(10).suspects()).isEqualTo(1);
    }

    @Test
    void whatIsParkedOrNotLiveOrOutOfScopeIsNoSuspect() {
        StreamTail tail = tail(new TenantScope.Tenants(Set.of(new TenantId("acme"))), (table, keys, sequence) -> {});
        stream("parked", "1.00");
        lab.stream(lab.orders, "filling", CorrectionLab.row("filling", null, "1.00"));
        lab.rogue("DELETE FROM customers", "DELETE FROM orders", "INSERT INTO customers VALUES ('foreign', 'globex')");
        apply(null, List.of(List.of(gone(lab.customers, "foreign"))));
        lab.commit(transaction -> {
            transaction.notes().setTableState(lab.orders.id(), new TableState.Filling(RowKey.of("a")));
            transaction
                    .notes()
                    .park(new ParkedEvent(
                            0,
                            lab.customers.id(),
                            RowKey.of("parked"),
                            new ParkedEvent.Change(1, "0/1", "u", "{}"),
                            "why",
                            1,
                            Instant.EPOCH));
        });

        assertThat(tail.advance(10)).isEqualTo(round(3, 0, 3, false));
    }

    @Test
    void entriesRestUntilTheLimitHasReachedThem() {
        StreamTail tail = tail();
        stream("a", "1.00");
        stream("b", "1.00");
        stream("a", "2.00");
        lab.rogue("DELETE FROM customers");
        limit = 0;
        assertThat(tail.advance(10)).isEqualTo(round(0, 0, 0, false));
        limit = 2;
        // The newest entry of a has not rested: a is left to it.
        assertThat(tail.advance(10)).isEqualTo(round(2, 1, 2, false));
        assertThat(suspects).containsExactly("public.customers:b");
        limit = 3;
        assertThat(tail.advance(10)).isEqualTo(round(1, 1, 3, false));
        assertThat(suspects).containsExactly("public.customers:b", "public.customers:a");
    }
}
