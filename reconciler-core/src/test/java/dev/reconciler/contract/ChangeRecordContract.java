package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.changes.ChangeRecord;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.changes.CommitSpan;
import dev.reconciler.verify.changes.internal.JdbiChangeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The record of changed keys: parts by spans of minutes, the time from which a table's record is complete, and its limits. */
public abstract class ChangeRecordContract extends ControlStoreContract {
    private static final Instant START = ControlStore.START;
    private static final Instant LATE = START.plus(Duration.ofDays(30));

    private final MappedTable orders = table("orders", "id", "status");
    private final MappedTable lines = table("lines", "id");
    private final ChangeRecord record = of("shop");
    private final ChangeRecord other = of("other");

    private ChangeRecord of(String pipeline) {
        return new JdbiChangeRecord(store.jdbi(), store.dialect(), pipeline, TenantScope.all());
    }

    private static Instant minute(int number) {
        return START.plus(Duration.ofMinutes(number));
    }

    private static CommitSpan span(int from, int until) {
        return new CommitSpan(minute(from), minute(until));
    }

    private static ChangedRows keys(String... keys) {
        Set<RowKey> all = new HashSet<>();
        List.of(keys).forEach(key -> all.add(RowKey.of(key)));
        return ChangedRows.ofKeys(all);
    }

    /** The texts of the keys and ranges that are recorded for a span of time, sorted. */
    private static List<String> read(ChangeRecord from, MappedTable table, Instant since, Instant until) {
        List<String> found = new ArrayList<>();
        from.read(table, since, until, (span, rows) -> {
            rows.keys().forEach(key -> found.add(key.toString()));
            rows.ranges().forEach(range -> found.add(range.toString()));
        });
        return found.stream().sorted().toList();
    }

    @Test
    void partsOfTheSpanAreReadAndNoOthers() {
        record.add("a", span(0, 1), Map.of(orders, keys("1"), lines, keys("11")));
        record.add("b", span(1, 3), Map.of(orders, keys("2")));
        record.add("c", span(3, 4), Map.of(orders, keys("3")));
        other.add("d", span(1, 2), Map.of(orders, keys("4")));

        assertThat(read(record, orders, minute(1), minute(2))).containsExactly("2");
        assertThat(read(record, orders, minute(1).minusMillis(1), minute(3))).containsExactly("1", "2");
        assertThat(read(record, orders, minute(2), minute(3).plusMillis(1))).containsExactly("2", "3");
        assertThat(read(record, orders, minute(4), LATE)).isEmpty();
        assertThat(read(record, lines, START, LATE)).containsExactly("11");
        List<CommitSpan> spans = new ArrayList<>();
        record.read(orders, minute(2), minute(3), (span, rows) -> spans.add(span));
        assertThat(spans).containsExactly(span(1, 3));
        assertThat(record.unrecordedSince()).contains(minute(3));
    }

    @Test
    void keysAndRangesAreReadAsTheyWereWritten() {
        RowKey strange = new RowKey(List.of("3:abc", "", "\u00e4\ud83d\ude00\n'\\"));
        ChangedRows rows = new ChangedRows(
                Set.of(strange, RowKey.of("2")),
                Set.of(new KeyRange(null, RowKey.of("5")), new KeyRange(strange, null), KeyRange.ALL));
        record.add("a", span(0, 1), Map.of(orders, rows));

        List<ChangedRows> found = new ArrayList<>();
        record.read(orders, START, LATE, (span, part) -> found.add(part));

        assertThat(found).containsExactly(rows);
    }

    @Test
    void batchIsReplacedByItsLastPart() {
        record.add("a", span(0, 1), Map.of(orders, keys("1"), lines, keys("11")));
        record.add("a", span(0, 1), Map.of(orders, keys("2")));
        record.add("b", span(0, 1), Map.of(orders, keys("3")));
        other.add("a", span(0, 1), Map.of(orders, keys("4")));

        record.replace("a", span(0, 1), Map.of(orders, keys("1", "2"), lines, keys("11")));

        List<ChangedRows> parts = new ArrayList<>();
        record.read(orders, START, LATE, (span, part) -> parts.add(part));
        assertThat(parts).containsExactlyInAnyOrder(keys("1", "2"), keys("3"));
        assertThat(read(record, lines, START, LATE)).containsExactly("11");
        assertThat(read(other, orders, START, LATE)).containsExactly("4");
    }

    @Test
    void recordBeginsOnceAndAgainWithAnotherMapping() {
        assertThat(record.completeSince(List.of(orders, lines))).isEmpty();
        assertThat(record.unrecordedSince()).isEmpty();
        record.begin(List.of(orders, lines), minute(1));
        assertThat(record.unrecordedSince()).contains(minute(1));
        record.add("a", span(1, 2), Map.of(orders, keys("1"), lines, keys("11")));
        record.begin(List.of(orders, lines), minute(5));
        assertThat(record.completeSince(List.of(orders, lines)))
                .isEqualTo(Map.of(orders.id(), minute(1), lines.id(), minute(1)));

        MappedTable changed = table("orders", "id", "status", "note");
        assertThat(record.completeSince(List.of(changed))).isEmpty();
        record.begin(List.of(changed, lines), minute(6));

        assertThat(record.completeSince(List.of(changed, lines)))
                .isEqualTo(Map.of(changed.id(), minute(6), lines.id(), minute(1)));
        assertThat(read(record, changed, START, LATE)).isEmpty();
        assertThat(read(record, lines, START, LATE)).containsExactly("11");
        assertThat(other.completeSince(List.of(changed, lines))).isEmpty();
    }

    @Test
    void stoppedRecordIsNotCompleteUntilItIsRestarted() {
        record.begin(List.of(orders, lines), minute(1));
        record.add("a", span(1, 2), Map.of(orders, keys("1")));
        record.stop(orders);
        assertThat(record.completeSince(List.of(orders, lines))).isEqualTo(Map.of(lines.id(), minute(1)));

        record.restart(orders, minute(3));
        record.restart(lines, minute(4));

        assertThat(record.completeSince(List.of(orders, lines)))
                .isEqualTo(Map.of(orders.id(), minute(3), lines.id(), minute(4)));
        // The recorder of this minute does not write the key again.
        assertThat(read(record, orders, START, LATE)).containsExactly("1");
    }

    @Test
    void oldPartsAreRemovedAndTheRecordIsCompleteSinceThen() {
        record.begin(List.of(orders, lines), START);
        other.begin(List.of(orders), START);
        record.add("a", span(0, 2), Map.of(orders, keys("1")));
        record.add("b", span(2, 4), Map.of(orders, keys("2")));
        other.add("c", span(0, 2), Map.of(orders, keys("3")));
        record.restart(lines, minute(9));

        record.prune(minute(2), 100);

        assertThat(read(record, orders, START, LATE)).containsExactly("2");
        assertThat(read(other, orders, START, LATE)).containsExactly("3");
        assertThat(record.completeSince(List.of(orders, lines)))
                .isEqualTo(Map.of(orders.id(), minute(2), lines.id(), minute(9)));
        assertThat(other.completeSince(List.of(orders))).isEqualTo(Map.of(orders.id(), START));
    }

    @Test
    void oldestPartsBeyondTheNumberOfKeysAreRemoved() {
        record.begin(List.of(orders, lines), START);
        record.add("a", span(0, 1), Map.of(orders, keys("1", "2")));
        record.add("b", span(1, 2), Map.of(lines, keys("3")));
        record.add("c", span(2, 3), Map.of(orders, keys("4", "5", "6")));

        record.prune(START, 6);
        assertThat(read(record, orders, START, LATE)).containsExactly("1", "2", "4", "5", "6");
        record.prune(START, 5);

        assertThat(read(record, orders, START, LATE)).containsExactly("4", "5", "6");
        assertThat(read(record, lines, START, LATE)).containsExactly("3");
        assertThat(record.completeSince(List.of(orders, lines)))
                .isEqualTo(Map.of(orders.id(), minute(1), lines.id(), minute(1)));
    }

    private static MappedTable table(String table, String... columns) {
        TableRef ref = new TableRef("public", table);
        List<MappedColumn> mapped = new ArrayList<>();
        for (String name : columns) {
            LogicalType type = name.equals("id") ? LogicalType.INTEGER : LogicalType.TEXT;
            Column column = new Column(name, new ColumnType("t", type), false, false, false, false, false);
            mapped.add(new MappedColumn(column, column, Transform.DIRECT));
        }
        return new MappedTable(ref.toString(), ref, ref, mapped, List.of(0), -1, List.of());
    }
}
