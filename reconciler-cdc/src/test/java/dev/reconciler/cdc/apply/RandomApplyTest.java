package dev.reconciler.cdc.apply;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.ShopTables.ORDERS;
import static dev.reconciler.cdc.testing.ShopTables.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.PostgresTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For random transactions of a source with foreign and unique keys, in random batches: after each batch the target's rows equal
 * the source's, no event is parked, and the last ledger entry of each key matches the target's row.
 */
@Tag("db")
class RandomApplyTest {
    private static final PostgresTarget TARGET = PostgresTarget.shop(PostgresCluster.shared());
    private static final List<String> NOTES =
            List.of("", "short", "a note that is longer than twenty bytes", "x".repeat(3000));

    @AfterAll
    static void close() {
        TARGET.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void targetEqualsTheSourceAfterEachBatch(long seed) {
        TARGET.execute("TRUNCATE customers CASCADE");
        Random random = new Random(seed);
        Source source = new Source(random);
        Transactions transactions = new Transactions();
        Applier applier = TARGET.applier(
                ApplyHooks.NONE,
                new ApplySettings(
                        1 + random.nextInt(40), 1000, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)),
                TenantScope.all(),
                ApplyListener.NONE,
                position -> {});
        long before = applier.checkpoint().sequence();
        transactions.startAfter(applier.checkpoint().position());
        for (int i = 0; i < 25; i++) {
            List<SourceTransaction> batch = new ArrayList<>();
            int size = 1 + random.nextInt(12);
            for (int t = 0; t < size; t++) {
                batch.add(transactions.of(source.transaction()));
            }
            applier.apply(batch);

            assertThat(TARGET.parked()).as("seed %d batch %d", seed, i).isEmpty();
            assertRows(CUSTOMERS, source, seed, i);
            assertRows(ORDERS, source, seed, i);
        }
        assertLedger(source, before, seed);
    }

    private static void assertRows(MappedTable table, Source source, long seed, int batch) {
        try (TargetTransaction transaction = TARGET.store().begin()) {
            List<RowKey> keys = new ArrayList<>();
            for (int id = 0; id < Source.IDS; id++) {
                keys.add(key(id));
            }
            assertThat(transaction.rows().lock(table, keys))
                    .as("%s, seed %d batch %d", table.id(), seed, batch)
                    .isEqualTo(source.rows(table));
        }
    }

    private static void assertLedger(Source source, long after, long seed) {
        Map<String, Map<RowKey, LedgerImage>> last = new HashMap<>();
        TARGET.ledger().stream().filter(t -> t.sequence() > after).forEach(t -> {
            for (LedgerEntry entry : t.entries()) {
                last.computeIfAbsent(entry.table(), x -> new HashMap<>())
                        .merge(entry.key(), entry.image(), (earlier, later) -> later.after(earlier));
            }
        });
        for (MappedTable table : ShopTables.ALL) {
            Map<RowKey, Row> rows = source.rows(table);
            last.getOrDefault(table.id(), Map.of())
                    .forEach((key, image) -> assertThat(image.matches(table, rows.get(key), null))
                            .as("seed %d: %s %s is %s, ledger %s", seed, table.id(), key, rows.get(key), image)
                            .isTrue());
            assertThat(last.getOrDefault(table.id(), Map.of()).keySet()).containsAll(rows.keySet());
        }
    }

    /** A source whose every statement satisfies its constraints; long notes that don't change are missing in its events. */
    private static final class Source {
        static final int IDS = 12;

        private final Random random;
        private final Map<MappedTable, Map<RowKey, Row>> tables = new HashMap<>();

        Source(Random random) {
            this.random = random;
            ShopTables.ALL.forEach(table -> tables.put(table, new HashMap<>()));
        }

        Map<RowKey, Row> rows(MappedTable table) {
            return tables.getOrDefault(table, Map.of());
        }

        List<ChangeEvent> transaction() {
            List<ChangeEvent> events = new ArrayList<>();
            int statements = 1 + random.nextInt(6);
            for (int i = 0; i < statements; i++) {
                statement(random.nextBoolean() ? CUSTOMERS : ORDERS, events);
            }
            return events;
        }

        private void statement(MappedTable table, List<ChangeEvent> events) {
            RowKey key = key(random.nextInt(IDS));
            Row old = rows(table).get(key);
            switch (random.nextInt(5)) {
                case 0 -> delete(table, key, old, events);
                case 1 -> move(table, key, old, events);
                default -> put(table, key, old, events);
            }
        }

        private void put(MappedTable table, RowKey key, @Nullable Row old, List<ChangeEvent> events) {
            Row row = randomRow(table, key, old);
            if (row == null) {
                return;
            }
            rows(table).put(key, row);
            events.add(
                    old == null
                            ? new Insert(table.id(), key, row)
                            : new Update(table.id(), key, null, hidden(row, old), unavailable(row, old)));
        }

        private void move(MappedTable table, RowKey key, @Nullable Row old, List<ChangeEvent> events) {
            RowKey to = key(random.nextInt(IDS));
            if (old == null || rows(table).containsKey(to) || isParent(table, key)) {
                return;
            }
            Row row = new Row(List.of(
                    to.parts().get(0),
                    Objects.requireNonNull(old.value(1)),
                    Objects.requireNonNull(old.value(2)),
                    Objects.requireNonNull(old.value(3))));
            rows(table).remove(key);
            rows(table).put(to, row);
            events.add(new Update(table.id(), to, key, hidden(row, old), unavailable(row, old)));
        }

        private void delete(MappedTable table, RowKey key, @Nullable Row old, List<ChangeEvent> events) {
            if (old != null && !isParent(table, key)) {
                rows(table).remove(key);
                events.add(new Delete(table.id(), key, null));
            }
        }

        private boolean isParent(MappedTable table, RowKey key) {
            return table.equals(CUSTOMERS)
                    && rows(ORDERS).values().stream()
                            .anyMatch(order -> key.parts().get(0).equals(order.value(2)));
        }

        private @Nullable Row randomRow(MappedTable table, RowKey key, @Nullable Row old) {
            String note = old != null && random.nextBoolean()
                    ? Objects.requireNonNull(old.value(3))
                    : NOTES.get(random.nextInt(NOTES.size()));
            String third;
            if (table.equals(CUSTOMERS)) {
                third = "e" + random.nextInt(IDS + 4);
                Set<String> taken = rows(table).entrySet().stream()
                        .filter(e -> !e.getKey().equals(key))
                        .map(e -> e.getValue().value(2))
                        .collect(Collectors.toSet());
                if (taken.contains(third)) {
                    return null;
                }
            } else {
                List<RowKey> parents = List.copyOf(rows(CUSTOMERS).keySet());
                if (parents.isEmpty()) {
                    return null;
                }
                third = parents.get(random.nextInt(parents.size())).parts().get(0);
            }
            return new Row(List.of(key.parts().get(0), "a", third, note));
        }

        private static Set<Integer> unavailable(Row row, Row old) {
            String note = Objects.requireNonNull(row.value(3));
            return note.length() > 2000 && note.equals(old.value(3)) ? Set.of(3) : Set.of();
        }

        private static Row hidden(Row row, Row old) {
            if (unavailable(row, old).isEmpty()) {
                return row;
            }
            List<@Nullable String> values = new ArrayList<>(row.values());
            values.set(3, "PLACEHOLDER");
            return new Row(values);
        }
    }
}
