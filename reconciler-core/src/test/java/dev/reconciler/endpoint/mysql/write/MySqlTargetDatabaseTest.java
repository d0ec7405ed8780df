package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.mysql.read.MySqlTargetDatabase;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.mysql.Flavor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The target's data with what its writer noted, in one snapshot. */
@Tag("db")
class MySqlTargetDatabaseTest {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY)";

    private static MySqlTargetDatabase database(MySqlTarget target) {
        return new MySqlTargetDatabase(
                target.pool,
                Duration.ofSeconds(60),
                TargetFixture.PIPELINE,
                MySqlTarget.Place.FORMAT,
                target.pruning(TargetFixture.PIPELINE),
                connection -> new MySqlLedgerReader(connection, TargetFixture.PIPELINE));
    }

    private static Checkpoint apply(MySqlTarget target, Checkpoint from, long sequence) {
        Checkpoint to = target.to(from, sequence);
        MappedTable table = Mappings.of(target, "t", "id*");
        target.commit(t -> {
            t.rows().write(table, TenantScope.all(), List.of(TargetFixture.upsert(table, Long.toString(sequence))));
            t.notes().setTableState("t", sequence == 1 ? new TableState.Live() : new TableState.Paused("halt", null));
            t.notes().park(parked("t", RowKey.of("p" + sequence), sequence, "refused " + sequence));
            t.appendLedger(List.of(target.transaction(sequence, sequence, "k" + sequence)));
            t.advance(from, to);
            return null;
        });
        return to;
    }

    private static ParkedEvent parked(String table, @Nullable RowKey key, long sequence, String error) {
        return new ParkedEvent(
                0, table, key, new ParkedEvent.Change(sequence, "7", "TRUNCATE", "{}"), error, 1, Instant.EPOCH);
    }

    private static List<Long> sequences(TargetSnapshot snapshot) {
        List<Long> sequences = new ArrayList<>();
        snapshot.ledger().readWhile(0, (LedgerTransaction each) -> sequences.add(each.sequence()));
        return sequences;
    }

    @ParameterizedTest
    @EnumSource
    void snapshotShowsDataCheckpointLedgerAndNotesOfOneTime(Flavor flavor) {
        try (MySqlTarget target = new MySqlTarget(flavor, TABLE)) {
            MySqlTargetDatabase database = database(target);
            MappedTable table = Mappings.of(target, "t", "id*");
            Checkpoint one = apply(target, target.store().acquireLease("a"), 1);
            try (TargetSnapshot snapshot = database.openSnapshot()) {
                Checkpoint two = apply(target, one, 2);

                assertThat(snapshot.checkpoint()).isEqualTo(one);
                assertThat(sequences(snapshot)).containsExactly(1L);
                assertThat(snapshot.notLive(List.of(table))).isEmpty();
                assertThat(snapshot.parked("t")).containsExactly(Map.entry(RowKey.of("p1"), "refused 1"));
                try (ChunkReader reader = snapshot.openReader()) {
                    assertThat(reader.counts(table, TenantScope.all(), KeyRange.ALL))
                            .containsExactly(Map.entry(TenantId.NONE, 1L));
                }
                assertThat(sequences(snapshot)).containsExactly(1L);
                assertThat(database.checkpoint()).isEqualTo(two);
            }
            try (TargetSnapshot later = database.openSnapshot()) {
                assertThat(sequences(later)).containsExactly(1L, 2L);
                assertThat(later.notLive(List.of(table))).containsEntry("t", "it is paused: halt");
                assertThat(later.parked("t")).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tableIsNotLiveForTheFirstReasonThatHolds(Flavor flavor) {
        try (MySqlTarget target = new MySqlTarget(flavor, TABLE)) {
            Checkpoint start = target.store().acquireLease("a");
            List<MappedTable> tables =
                    List.of("absent", "pending", "filling", "paused", "left", "truncated", "live").stream()
                            .map(id -> named(Mappings.of(target, "t", "id*"), id))
                            .toList();
            target.commit(t -> {
                t.notes().setTableState("pending", new TableState.Pending());
                t.notes().setTableState("filling", new TableState.Filling(RowKey.of("1")));
                t.notes().setTableState("paused", new TableState.Paused("dropped", null));
                List.of("left", "truncated", "live").forEach(id -> t.notes().setTableState(id, new TableState.Live()));
                List.of("absent", "paused", "left")
                        .forEach(id -> t.notes().markDirty(id, List.of(RowKey.of("1")), TargetSnapshot.FILL));
                t.notes().markDirty("live", List.of(RowKey.of("1")), "no row");
                List.of("absent", "left", "truncated").forEach(id -> t.notes().park(parked(id, null, 1, "no")));
                t.notes().park(parked("live", RowKey.of("9"), 2, "second"));
                t.notes().park(parked("live", RowKey.of("9"), 1, "first"));
                t.advance(start, target.to(start, 3));
                return null;
            });
            try (TargetSnapshot snapshot = database(target).openSnapshot()) {
                assertThat(snapshot.notLive(tables))
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "absent", "its backfill has not begun",
                                "pending", "its backfill has not begun",
                                "filling", "its backfill is not done",
                                "paused", "it is paused: dropped",
                                "left", "its backfill is not done",
                                "truncated", "an event of the whole table is parked: TRUNCATE"));
                assertThat(snapshot.parked("live")).containsExactly(Map.entry(RowKey.of("9"), "first"));
            }
        }
    }

    private static MappedTable named(MappedTable table, String id) {
        return new MappedTable(
                id, table.source(), table.target(), table.columns(), table.key(), table.tenant(), table.parents());
    }

    @ParameterizedTest
    @EnumSource
    void targetWithoutCheckpointIsRefused(Flavor flavor) {
        try (MySqlTarget target = new MySqlTarget(flavor)) {
            assertThatThrownBy(() -> database(target).openSnapshot())
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("no checkpoint of pipeline " + TargetFixture.PIPELINE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shapeChangesWithDefinitionAndStorageOnly(Flavor flavor) {
        String name = "`odd-n\u00e4me_1`";
        try (MySqlTarget target = new MySqlTarget(
                flavor,
                "CREATE TABLE " + name + " (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)"
                        + " (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN MAXVALUE)",
                "CREATE TABLE other (id int PRIMARY KEY, v int)")) {
            MappedTable table = Mappings.of(target, "odd-n\u00e4me_1", "id*", "v");
            MySqlTargetDatabase database = database(target);
            String before = database.shape(List.of(table));

            target.execute(
                    "INSERT INTO " + name + " VALUES (1, 1), (20, 2)",
                    "ANALYZE TABLE " + name,
                    "TRUNCATE other",
                    "CREATE INDEX v ON " + name + " (v)",
                    "DROP INDEX v ON " + name);
            assertThat(database.shape(List.of(table))).isEqualTo(before);

            for (String change : List.of(
                    "TRUNCATE " + name,
                    "ALTER TABLE " + name + " EXCHANGE PARTITION a WITH TABLE other",
                    "ALTER TABLE " + name + " TRUNCATE PARTITION b",
                    "ALTER TABLE " + name + " ADD COLUMN w int, ALGORITHM=INSTANT",
                    "ALTER TABLE " + name + " RENAME COLUMN w TO x",
                    "ALTER TABLE " + name + " MODIFY x bigint",
                    "RENAME TABLE " + name + " TO moved")) {
                target.execute(change);
                String after = database.shape(List.of(table));
                assertThat(after).as(change).isNotEqualTo(before);
                before = after;
            }
        }
    }
}
