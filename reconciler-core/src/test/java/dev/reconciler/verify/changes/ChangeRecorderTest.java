package dev.reconciler.verify.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The keys of the ledger's slices in the record, with the spans of their commits. */
@Tag("unit")
class ChangeRecorderTest {
    private static final Instant BEGIN = at("09:00:00");
    private static final Duration KEEP = Duration.ofHours(24);

    private final MappedTable orders = table("orders");
    private final MappedTable lines = table("lines");
    private final CommitTimes times = new CommitTimes();
    private final Written record = new Written();
    private Instant now = at("10:00:30");
    private int limit = 100;
    private int batch;

    private static Instant at(String time) {
        return Instant.parse("2026-01-01T" + time + "Z");
    }

    private static MappedTable table(String name) {
        TableRef ref = new TableRef("public", name);
        Column id = new Column("id", new ColumnType("t", LogicalType.INTEGER), false, false, false, false, false);
        return new MappedTable(
                name, ref, ref, List.of(new MappedColumn(id, id, Transform.DIRECT)), List.of(0), -1, List.of());
    }

    /** Notes what is written, and fails on demand. */
    private static final class Written implements ChangeRecord {
        private final List<String> parts = new ArrayList<>();
        private boolean fails;

        private void write(String what, CommitSpan span, Map<MappedTable, ChangedRows> rows) {
            if (fails) {
                throw new IllegalStateException("no connection");
            }
            rows.forEach((table, changed) -> parts.add(what + " " + time(span.from()) + "-" + time(span.until()) + " "
                    + table.id() + " "
                    + Stream.concat(changed.keys().stream(), changed.ranges().stream())
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(" "))));
            parts.sort(null);
        }

        private static String time(Instant at) {
            return at.toString().substring(11, 16);
        }

        List<String> take() {
            List<String> taken = List.copyOf(parts);
            parts.clear();
            return taken;
        }

        @Override
        public void begin(Collection<MappedTable> tables, Instant now) {}

        @Override
        public void restart(MappedTable table, Instant now) {}

        @Override
        public void stop(MappedTable table) {}

        @Override
        public Map<String, Instant> completeSince(Collection<MappedTable> tables) {
            return Map.of();
        }

        @Override
        public Optional<Instant> unrecordedSince() {
            return Optional.of(BEGIN);
        }

        @Override
        public void add(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {
            write("add", span, rows);
        }

        @Override
        public void replace(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {
            write("replace", span, rows);
        }

        @Override
        public void read(MappedTable table, Instant since, Instant until, BiConsumer<CommitSpan, ChangedRows> each) {}

        @Override
        public void prune(Instant oldest, long most) {
            parts.add("prune " + oldest + " " + most);
        }
    }

    private ChangeRecorder recorder() {
        return new ChangeRecorder(
                record,
                times,
                (table, keys) ->
                        keys.stream().map(key -> new KeyRange(key, null)).collect(Collectors.toSet()),
                new ChangeRecorder.Limits(KEEP, limit, 1_000),
                () -> now,
                () -> "batch " + batch++);
    }

    private static List<RowKey> keys(String... keys) {
        return Stream.of(keys).map(RowKey::of).toList();
    }

    private void slice(ChangeRecorder recorder, long first, long last, String... keys) {
        recorder.changed(orders, keys(keys), last);
        recorder.delivered(first, last);
    }

    @Test
    void sliceIsRecordedWithTheMinutesOfItsCommits() {
        ChangeRecorder recorder = recorder();
        times.applied(0, 4, at("10:00:10"), at("10:00:20"));
        recorder.changed(orders, keys("1", "2"), 4);
        recorder.changed(lines, keys("7"), 4);
        recorder.delivered(1, 4);

        assertThat(record.parts).contains("add 10:00-10:01 lines 7", "add 10:00-10:01 orders 1 2");
    }

    @Test
    void keyIsRecordedOnceInASpanAndAgainInTheNextOne() {
        ChangeRecorder recorder = recorder();
        times.applied(0, 4, at("10:00:10"), at("10:00:20"));
        slice(recorder, 1, 4, "1", "2");
        record.take();
        slice(recorder, 3, 4, "1", "2");
        assertThat(record.take()).isEmpty();
        times.applied(4, 5, at("10:00:25"), at("10:00:25"));
        slice(recorder, 5, 5, "2", "3");
        assertThat(record.take()).containsExactly("add 10:00-10:01 orders 3");
        times.applied(5, 6, at("10:01:15"), at("10:01:15"));

        slice(recorder, 6, 6, "2", "3");

        assertThat(record.take()).containsExactly("add 10:01-10:02 orders 2 3", "replace 10:00-10:01 orders 1 2 3");
    }

    /** Half of a transaction's pieces are in one slice, and half in the next one. */
    @Test
    void spanOfAPieceBeginsBeforeItsTransaction() {
        ChangeRecorder recorder = recorder();
        times.applied(1, 2, at("10:00:10"), at("10:00:10"));
        slice(recorder, 2, 2, "1");
        record.take();
        times.applied(2, 3, at("10:05:20"), at("10:05:20"));

        slice(recorder, 2, 3, "2");

        assertThat(record.take()).contains("add 10:00-10:06 orders 2");
    }

    @Test
    void withoutTheTimesOfItsCommitsTheSpanBeginsWithTheRecordAndEndsNow() {
        ChangeRecorder recorder = recorder();
        slice(recorder, 1, 2, "1");
        assertThat(record.take()).contains("add 08:59-10:01 orders 1");
        times.applied(3, 4, at("09:58:20"), at("10:00:20"));
        slice(recorder, 3, 3, "2");
        assertThat(record.take()).as("of an earlier process").containsExactly("add 08:59-10:01 orders 2");
        slice(recorder, 4, 4, "3");
        assertThat(record.take()).contains("add 09:58-10:01 orders 3");
        now = at("10:07:00");

        slice(recorder, 5, 5, "4");

        assertThat(record.take()).contains("add 09:58-10:08 orders 4");
    }

    @Test
    void keyThatCouldNotBeWrittenIsWrittenWhenItIsDeliveredAgain() {
        ChangeRecorder recorder = recorder();
        times.applied(0, 1, at("10:00:10"), at("10:00:20"));
        record.fails = true;
        assertThatThrownBy(() -> slice(recorder, 1, 1, "1")).hasMessage("no connection");
        record.fails = false;
        record.take();

        slice(recorder, 1, 1, "1");

        assertThat(record.take()).containsExactly("add 10:00-10:01 orders 1");
    }

    @Test
    void keysBeyondTheLimitAreRecordedAsRanges() {
        limit = 2;
        ChangeRecorder recorder = recorder();
        times.applied(0, 9, at("10:00:10"), at("10:00:20"));
        slice(recorder, 1, 1, "1", "2");
        record.take();

        slice(recorder, 2, 2, "2", "3");

        assertThat(record.take()).containsExactly("add 10:00-10:01 orders [3 .. )");
        slice(recorder, 3, 3, "3");
        assertThat(record.take()).isEmpty();
    }

    @Test
    void recordIsPrunedFromTimeToTime() {
        ChangeRecorder recorder = recorder();
        for (int i = 1; i <= 12; i++) {
            now = at("10:00:30").plus(Duration.ofMinutes(i));
            times.applied(i - 1, i, now, now);
            slice(recorder, i, i, "1");
        }

        assertThat(record.parts.stream().filter(part -> part.startsWith("prune")))
                .containsExactly(
                        "prune " + at("10:01:30").minus(KEEP) + " 1000",
                        "prune " + at("10:12:30").minus(KEEP) + " 1000");
    }

    @Test
    void mergedTimesStillEncloseEachCommit() {
        for (int i = 1; i <= 5_000; i++) {
            int after = i == 3_000 ? i : i - 1; // the transaction 3,000 is another process's
            times.applied(after, i, BEGIN.plusSeconds(i), BEGIN.plusSeconds(i));
        }
        for (int i = 2; i <= 5_000; i += 7) {
            assertThat(times.first(i).orElse(BEGIN)).isBeforeOrEqualTo(BEGIN.plusSeconds(i));
            assertThat(times.last(i).orElseThrow()).isAfterOrEqualTo(BEGIN.plusSeconds(i));
        }
        assertThat(times.first(3_000)).isEmpty();
        assertThat(times.first(5_000).orElseThrow()).isAfter(BEGIN.plusSeconds(4_900));
        times.forget(3_000);
        assertThat(times.first(2_000)).isEmpty();
        assertThat(times.first(3_001)).isPresent();
        assertThat(times.last(5_001)).isEmpty();
    }
}
