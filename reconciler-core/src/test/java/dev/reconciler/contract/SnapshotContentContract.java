package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A source snapshot S, the lower bound C of its content and the upper bound H of its position, while writers commit.
 *
 * <ol>
 *   <li>C is a lower bound: S shows each transaction that C contains.
 *   <li>H, which is read after S was opened, is an upper bound: each transaction that S shows ends at or before H.
 *   <li>A transaction that was rolled back is in no snapshot.
 * </ol>
 *
 * The source's own log tells which transaction wrote which row, and where its commit ends. Two shortcuts prove that the load finds
 * faults: H read before S is opened is too short, and the content of a later snapshot contains what S lacks.
 */
public abstract class SnapshotContentContract {
    private static final int WRITERS = 4;
    private static final int ROLLED_BACK = 5;
    private static final int SNAPSHOTS = 40;

    private final AtomicInteger committed = new AtomicInteger();

    protected abstract SourceDatabase source();

    /** An empty table with the integer key {@code (writer, number)}. */
    protected abstract MappedTable table();

    /** A session of an application, used by one thread. */
    protected interface Writer extends AutoCloseable {
        /** Inserts the row in a transaction of its own, and ends it. */
        void insert(int writer, int number, boolean commit);

        @Override
        void close();
    }

    protected abstract Writer openWriter(int writer);

    /** A committed transaction. @param end where its commit ends in the source's log */
    public record Logged(TransactionId transaction, Position end) {}

    /** The transaction of each row of the table, as the source's log tells. */
    protected abstract Map<RowKey, Logged> log();

    /** Returns whether C is the whole content of S on this engine. */
    protected abstract boolean isExact();

    private record Seen(
            Position before, SnapshotContent content, Position bound, SnapshotContent later, Set<RowKey> rows) {}

    @Test
    void contentHoldsNothingThatTheSnapshotLacksAndTheBoundEverythingThatItShows() {
        List<Seen> snapshots = snapshotsDuringWrites();
        Map<RowKey, Logged> log = log();

        int lacked = 0;
        int beyond = 0;
        int exact = 0;
        int shortBounds = 0;
        int lateContents = 0;
        for (Seen seen : snapshots) {
            Set<RowKey> contained = contained(log, seen.content());
            lacked += seen.rows().containsAll(contained) ? 0 : 1;
            exact += contained.equals(seen.rows()) ? 1 : 0;
            beyond += isBeyond(log, seen.rows(), seen.bound()) ? 1 : 0;
            shortBounds += isBeyond(log, seen.rows(), seen.before()) ? 1 : 0;
            lateContents += seen.rows().containsAll(contained(log, seen.later())) ? 0 : 1;
        }
        System.out.printf(
                "snapshot content: snapshots=%d transactions=%d exact=%d; shortcuts caught: early bound %d, late content %d%n",
                snapshots.size(), log.size(), exact, shortBounds, lateContents);

        assertThat(log).hasSize(committed.get());
        assertThat(lacked)
                .as("snapshots that lack a transaction of their content")
                .isZero();
        assertThat(beyond)
                .as("snapshots that show a transaction after their bound")
                .isZero();
        assertThat(snapshots).as("rolled back").allMatch(seen -> log.keySet().containsAll(seen.rows()));
        if (isExact()) {
            assertThat(exact)
                    .as("snapshots whose content is all that they show")
                    .isEqualTo(snapshots.size());
        }
        assertThat(shortBounds).as("the bound read before the snapshot").isPositive();
        assertThat(lateContents).as("the content of a later snapshot").isPositive();
    }

    @Test
    void contentComesBackFromItsText() {
        try (Writer writer = openWriter(1);
                SourceSnapshot before = source().openSnapshot()) {
            writer.insert(1, 1, true);
            try (SourceSnapshot after = source().openSnapshot()) {
                TransactionId transaction =
                        Objects.requireNonNull(log().get(RowKey.of("1", "1"))).transaction();

                assertThat(after.contentOf(before.content().toString()).contains(transaction))
                        .isFalse();
                assertThat(before.contentOf(after.content().toString()).contains(transaction))
                        .isTrue();
            }
        }
    }

    private List<Seen> snapshotsDuringWrites() {
        List<Seen> snapshots = new ArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CompletableFuture<?> writes = CompletableFuture.allOf(IntStream.rangeClosed(1, WRITERS)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> write(writer, enough), threads))
                    .toArray(CompletableFuture[]::new));
            while (snapshots.size() < SNAPSHOTS && !writes.isCompletedExceptionally()) {
                snapshots.add(snapshot());
            }
            enough.set(true);
            writes.join();
        } finally {
            threads.shutdownNow();
        }
        return snapshots;
    }

    private void write(int writer, AtomicBoolean enough) {
        try (Writer session = openWriter(writer)) {
            for (int number = 1; !enough.get(); number++) {
                boolean commit = number % ROLLED_BACK != 0;
                session.insert(writer, number, commit);
                committed.addAndGet(commit ? 1 : 0);
            }
        }
    }

    private Seen snapshot() {
        MappedTable table = table();
        Position before = source().writePosition();
        try (SourceSnapshot snapshot = source().openSnapshot()) {
            Position bound = source().writePosition();
            SnapshotContent later = source().probe();
            Set<RowKey> rows = new HashSet<>();
            snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, row -> rows.add(table.keyOf(row)));
            return new Seen(before, snapshot.content(), bound, later, rows);
        }
    }

    private static Set<RowKey> contained(Map<RowKey, Logged> log, SnapshotContent content) {
        Set<RowKey> contained = new HashSet<>();
        log.forEach((row, logged) -> {
            if (content.contains(logged.transaction())) {
                contained.add(row);
            }
        });
        return contained;
    }

    private static boolean isBeyond(Map<RowKey, Logged> log, Set<RowKey> rows, Position bound) {
        return rows.stream()
                .flatMap(row -> Stream.ofNullable(log.get(row)))
                .anyMatch(logged -> !bound.covers(logged.end()));
    }
}
