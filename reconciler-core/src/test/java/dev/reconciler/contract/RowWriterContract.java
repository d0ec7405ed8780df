package dev.reconciler.contract;

import static dev.reconciler.contract.TargetFixture.ALL;
import static dev.reconciler.contract.TargetFixture.delete;
import static dev.reconciler.contract.TargetFixture.move;
import static dev.reconciler.contract.TargetFixture.row;
import static dev.reconciler.contract.TargetFixture.update;
import static dev.reconciler.contract.TargetFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes to rows of a target: which rows they touch, what they report, and what they refuse. */
public abstract class RowWriterContract {
    private static final TenantScope ACME = TenantScope.of(new TenantId("acme"));

    protected final TargetFixture target = open();
    private final MappedTable table = table(target);

    protected abstract TargetFixture open();

    /**
     * Creates the table {@code t}: {@code id}, integers, its key; {@code tenant}, text; {@code email}, text of 12 characters at most,
     * unique; {@code note}, text; {@code kept}, text that is {@code kept} by default. Maps all columns but the last.
     */
    protected abstract MappedTable table(TargetFixture target);

    /** The engine's own code and message say that the unique index of that column refused the write. */
    protected abstract void requireUniqueViolation(WriteFailedException refused, String column);

    @AfterEach
    void close() {
        target.close();
    }

    private void insert(String rows) {
        target.execute("INSERT INTO t (id, tenant, email, note) VALUES " + rows);
    }

    private List<String> all() {
        return target.rows("SELECT id, tenant, email, note FROM t ORDER BY id");
    }

    @Test
    void anUpsertOverwritesItsRowAndNoUnmappedColumn() {
        target.execute("INSERT INTO t VALUES (1, 'acme', 'a', 'old', 'mine')");

        WriteResult result = target.write(
                table, ACME, upsert(table, "1", "acme", null, "new"), upsert(table, "2", "acme", "b", "\"\\{},"));

        assertThat(result).isEqualTo(new WriteResult(2, List.of(), List.of()));
        assertThat(target.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1|acme|null|new|mine", "2|acme|b|\"\\{},|kept");
    }

    @Test
    void anUpsertNeverChangesTheTenantOfARow() {
        insert("(1, 'acme', 'a', 'old'), (2, 'ACME', 'b', 'old'), (3, NULL, 'c', 'old')");

        WriteResult result = target.write(
                table,
                ALL,
                upsert(table, "1", "globex", "x", "new"),
                upsert(table, "2", "acme", "y", "new"),
                upsert(table, "3", "acme", "z", "new"),
                upsert(table, "4", "acme", "w", "new"));

        assertThat(result.written()).isEqualTo(1);
        assertThat(result.foreign()).containsExactlyInAnyOrder(RowKey.of("1"), RowKey.of("2"), RowKey.of("3"));
        assertThat(all()).containsExactly("1|acme|a|old", "2|ACME|b|old", "3|null|c|old", "4|acme|w|new");
    }

    @Test
    void rowsOutOfScopeAreNeitherInsertedNorOverwrittenNorDeleted() {
        insert("(1, 'globex', 'a', 'old'), (2, 'acme', 'b', 'old')");

        assertThat(target.write(
                                table,
                                ACME,
                                upsert(table, "1", "globex", "a", "new"),
                                upsert(table, "3", "globex", "c", "new"),
                                upsert(table, "4", null, "d", "new"))
                        .foreign())
                .containsExactlyInAnyOrder(RowKey.of("1"), RowKey.of("3"), RowKey.of("4"));
        assertThat(target.write(table, ACME, update(table, Set.of(), "1", "globex", "a", "new"))
                        .foreign())
                .containsExactly(RowKey.of("1"));
        assertThat(target.write(table, ACME, update(table, Set.of(1), "1", null, "a", "new"))
                        .foreign())
                .containsExactly(RowKey.of("1"));
        assertThat(target.write(table, ACME, delete("1"), delete("2"), delete("9")))
                .isEqualTo(new WriteResult(1, List.of(), List.of(RowKey.of("1"))));
        assertThat(all()).containsExactly("1|globex|a|old");
        assertThatThrownBy(() ->
                        target.commit(t -> t.rows().insertAbsent(table, ACME, List.of(row("5", "globex", "e", "")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The table as a mapping of the rows whose tenant is {@code eu}, or {@code ch}. */
    private MappedTable filtered() {
        RowFilter.Condition condition =
                new RowFilter.Condition(table.columns().get(1).target(), List.of("eu", "ch"), false, false);
        return new MappedTable(
                table.id(),
                table.source(),
                table.target(),
                table.columns(),
                table.key(),
                -1,
                List.of(),
                new RowFilter.Pair(RowFilter.ALL, new RowFilter(List.of(condition))));
    }

    @Test
    void rowsOutsideTheTargetsFilterAreNeitherOverwrittenNorDeletedNorMoved() {
        insert("(1, 'us', 'a', 'old'), (2, 'EU', 'b', 'old'), (3, NULL, 'c', 'old'), (4, 'eu', 'd', 'old'),"
                + " (5, 'ch', 'e', 'old')");
        MappedTable filtered = filtered();

        assertThat(target.write(
                        filtered,
                        ALL,
                        upsert(filtered, "1", "eu", "a", "new"),
                        upsert(filtered, "2", "eu", "b", "new"),
                        upsert(filtered, "3", "eu", "c", "new"),
                        upsert(filtered, "4", "ch", "d", "new"),
                        upsert(filtered, "6", "eu", "f", "new")))
                .isEqualTo(new WriteResult(2, List.of(), List.of(RowKey.of("1"), RowKey.of("2"), RowKey.of("3"))));
        assertThat(target.write(
                                filtered,
                                ALL,
                                update(filtered, Set.of(), "1", "eu", "a", "new"),
                                update(filtered, Set.of(1), "2", null, "b", "new"))
                        .foreign())
                .containsExactlyInAnyOrder(RowKey.of("1"), RowKey.of("2"));
        assertThat(target.write(filtered, ALL, move(filtered, RowKey.of("1"), "7", "eu", "a", "new"))
                        .foreign())
                .containsExactly(RowKey.of("1"));
        assertThat(target.write(filtered, ALL, delete("1"), delete("3"), delete("5"), delete("9"))
                        .written())
                .isEqualTo(1);
        assertThat(all()).containsExactly("1|us|a|old", "2|EU|b|old", "3|null|c|old", "4|ch|d|new", "6|eu|f|new");
    }

    /** The rows of {@code sliced} with this tenant; {@code id} identifies a row among them. */
    private MappedTable slice(String tenant) {
        MappedColumn constant =
                new MappedColumn(List.of(), table.columns().get(1).target(), new Transform.Constant(tenant));
        List<MappedColumn> columns = new ArrayList<>(table.columns());
        columns.set(1, constant);
        RowFilter slice =
                new RowFilter(List.of(new RowFilter.Condition(constant.target(), List.of(tenant), false, false)));
        return new MappedTable(
                "sliced." + tenant,
                table.source(),
                new TableRef(table.target().schema(), "sliced"),
                columns,
                table.key(),
                -1,
                List.of(),
                new RowFilter.Pair(RowFilter.ALL, slice, slice));
    }

    @Test
    void equalKeysOfOtherSlicesAreNeitherSeenNorTouched() {
        target.execute(
                "CREATE TABLE sliced (tenant varchar(9) NOT NULL, id int NOT NULL, email varchar(12), note varchar(20),"
                        + " PRIMARY KEY (tenant, id))",
                "INSERT INTO sliced VALUES ('b', 1, 'b1', 'theirs'), ('b', 2, 'b2', 'theirs'), ('b', 7, 'b7', 'theirs'),"
                        + " ('a', 2, 'a2', 'old'), ('a', 3, 'a3', 'old'), ('a', 4, 'a4', 'old')");
        MappedTable a = slice("a");

        assertThat(target.write(a, ALL, upsert(a, "1", "a", "a1", "new"), upsert(a, "2", "a", "a2", "new")))
                .isEqualTo(new WriteResult(2, List.of(), List.of()));
        assertThat(target.write(
                        a, ALL, update(a, Set.of(2), "3", "a", null, "new"), update(a, Set.of(), "7", "a", "", "")))
                .isEqualTo(new WriteResult(1, List.of(RowKey.of("7")), List.of()));
        assertThat(target.write(
                        a,
                        ALL,
                        move(a, RowKey.of("1"), "2", "a", "a1", "new"),
                        move(a, RowKey.of("2"), "1", "a", "a2", "new")))
                .isEqualTo(new WriteResult(2, List.of(), List.of()));
        assertThat(target.write(a, ALL, delete("4"), delete("7")).written()).isEqualTo(1);
        assertThat(target.<RowWriter.Inserted>commit(t ->
                        t.rows().insertAbsent(a, ALL, List.of(row("1", "a", "x", "x"), row("7", "a", "a7", "new")))))
                .isEqualTo(new RowWriter.Inserted(1, Set.of()));

        assertThat(target.<Map<RowKey, Row>>commit(
                        t -> t.rows().lock(a, List.of(RowKey.of("1"), RowKey.of("4"), RowKey.of("2")))))
                .containsOnly(
                        Map.entry(RowKey.of("1"), row("1", "a", "a2", "new")),
                        Map.entry(RowKey.of("2"), row("2", "a", "a1", "new")));
        assertThat(target.rows("SELECT tenant, id, email, note FROM sliced ORDER BY tenant, id"))
                .containsExactly(
                        "a|1|a2|new",
                        "a|2|a1|new",
                        "a|3|a3|new",
                        "a|7|a7|new",
                        "b|1|b1|theirs",
                        "b|2|b2|theirs",
                        "b|7|b7|theirs");
        assertThatThrownBy(() -> target.commit(t -> t.rows().insertAbsent(a, ALL, List.of(row("9", "b", "", "")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** MySQL meets the other row through any unique index, and here that row has the same id. */
    @Test
    void rowOfAnotherSliceIsNotTouchedThroughAnotherUniqueIndex() {
        target.execute(
                "CREATE TABLE sliced (tenant varchar(9) NOT NULL, id int NOT NULL, email varchar(12), note varchar(20),"
                        + " PRIMARY KEY (tenant, id))",
                "CREATE UNIQUE INDEX of_email ON sliced (email)",
                "INSERT INTO sliced VALUES ('b', 1, 'same', 'theirs')");
        MappedTable a = slice("a");

        assertThatThrownBy(() -> target.write(a, ALL, upsert(a, "1", "a", "same", "new")))
                .isInstanceOf(WriteFailedException.class);
        assertThatThrownBy(
                        () -> target.commit(t -> t.rows().insertAbsent(a, ALL, List.of(row("1", "a", "same", "new")))))
                .isInstanceOf(WriteFailedException.class);
        assertThat(target.rows("SELECT tenant, id, email, note FROM sliced")).containsExactly("b|1|same|theirs");
    }

    @Test
    void noRowIsWrittenThatWouldBeOutsideTheTargetsFilter() {
        insert("(1, 'eu', 'a', 'old')");
        MappedTable filtered = filtered();

        assertThat(target.write(
                                filtered,
                                ALL,
                                upsert(filtered, "1", "us", "a", "new"),
                                upsert(filtered, "2", null, "b", "new"))
                        .foreign())
                .containsExactlyInAnyOrder(RowKey.of("1"), RowKey.of("2"));
        assertThat(target.write(filtered, ALL, update(filtered, Set.of(), "1", "EU", "a", "new"))
                        .foreign())
                .containsExactly(RowKey.of("1"));
        assertThatThrownBy(() ->
                        target.commit(t -> t.rows().insertAbsent(filtered, ALL, List.of(row("5", "us", "e", "")))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(all()).containsExactly("1|eu|a|old");
    }

    @Test
    void insertAbsentNamesTheKeysThatRowsOutsideTheFilterHold() {
        insert("(1, 'us', 'a', 'old'), (2, 'eu', 'b', 'old')");
        MappedTable filtered = filtered();

        RowWriter.Inserted inserted = target.commit(t -> t.rows()
                .insertAbsent(
                        filtered,
                        ALL,
                        List.of(row("1", "eu", "a", "new"), row("2", "eu", "b", "new"), row("3", "eu", "c", "new"))));

        assertThat(inserted).isEqualTo(new RowWriter.Inserted(1, Set.of(RowKey.of("1"))));
        assertThat(all()).containsExactly("1|us|a|old", "2|eu|b|old", "3|eu|c|new");
    }

    @Test
    void aCollisionInASecondUniqueIndexTouchesNoRowAndNamesTheIndex() {
        insert("(1, 'acme', 'a', 'old')");

        assertThatThrownBy(() -> target.write(
                        table, ALL, upsert(table, "2", "acme", "b", "n"), upsert(table, "3", "acme", "a", "n")))
                .isInstanceOfSatisfying(WriteFailedException.class, e -> {
                    assertThat(e.kind()).isEqualTo(WriteFailedException.Kind.DATA);
                    requireUniqueViolation(e, "email");
                });
        assertThatThrownBy(() ->
                        target.commit(t -> t.rows().insertAbsent(table, ALL, List.of(row("2", "acme", "a", "n")))))
                .isInstanceOf(WriteFailedException.class);
        assertThat(all()).containsExactly("1|acme|a|old");
    }

    @Test
    void aValueTooLongIsRefusedAndNotCut() {
        assertThatThrownBy(() -> target.write(table, ALL, upsert(table, "1", "acme", "thirteen char", "")))
                .isInstanceOfSatisfying(WriteFailedException.class, e -> assertThat(e.kind())
                        .isEqualTo(WriteFailedException.Kind.DATA));
    }

    /** To the server, the text that stands for it is a text like any other. */
    @Test
    void valueThatATransformCouldNotGiveIsRefusedByEveryWrite() {
        insert("(1, 'acme', 'a', 'old')");
        String invalid = InvalidValue.of("no code");

        for (ThrowingCallable write : List.<ThrowingCallable>of(
                () -> target.write(table, ALL, upsert(table, "1", "acme", "a", invalid)),
                () -> target.write(table, ALL, update(table, Set.of(), "1", "acme", "a", invalid)),
                () -> target.commit(t -> t.rows().insertAbsent(table, ALL, List.of(row("2", "acme", "b", invalid)))),
                () -> target.commit(
                        t -> t.rows().changeTenant(table, new TenantId("acme"), row("1", "globex", "a", invalid))))) {
            assertThatThrownBy(write).isInstanceOfSatisfying(WriteFailedException.class, e -> {
                assertThat(e.kind()).isEqualTo(WriteFailedException.Kind.DATA);
                assertThat(e).hasMessageContaining("no code");
            });
        }
        assertThat(all()).containsExactly("1|acme|a|old");
    }

    @Test
    void anUpdateKeepsUnavailableColumnsAndReportsMissingRows() {
        insert("(1, 'acme', 'a', 'big'), (2, 'acme', 'b', 'big'), (3, 'globex', 'c', 'big')");

        WriteResult result = target.write(
                table,
                ALL,
                update(table, Set.of(3), "1", "acme", "a2", "placeholder"),
                update(table, Set.of(), "2", "acme", "b2", null),
                update(table, Set.of(3), "9", "acme", "n", "placeholder"),
                update(table, Set.of(), "3", "acme", "c2", "stolen"));

        assertThat(result).isEqualTo(new WriteResult(2, List.of(RowKey.of("9")), List.of(RowKey.of("3"))));
        assertThat(all()).containsExactly("1|acme|a2|big", "2|acme|b2|null", "3|globex|c|big");
    }

    @Test
    void keysThatAreSwappedOrShiftedDoNotCollide() {
        target.execute(
                "INSERT INTO t VALUES (1, 'acme', 'a', 'one', 'k1'), (2, 'acme', 'b', 'two', 'k2'), (3, 'acme', 'c', 'three', 'k3'), (4, 'acme', 'd', 'four', 'k4')");

        WriteResult result = target.write(
                table,
                ALL,
                move(table, RowKey.of("1"), "2", "acme", "a", "one"),
                move(table, RowKey.of("2"), "1", "acme", "b", "two"),
                move(table, RowKey.of("3"), "4", "acme", "c", "three"),
                move(table, RowKey.of("4"), "5", "acme", "d", "four"),
                move(table, RowKey.of("8"), "9", "acme", "x", "absent"));

        assertThat(result).isEqualTo(new WriteResult(4, List.of(RowKey.of("8")), List.of()));
        assertThat(target.rows("SELECT id, note, kept FROM t ORDER BY id"))
                .containsExactly("1|two|k2", "2|one|k1", "4|three|k3", "5|four|k4");
    }

    @Test
    void aMoveOntoAnotherRowFailsAndAMoveOfAForeignRowIsRefused() {
        insert("(1, 'acme', 'a', 'one'), (2, 'acme', 'b', 'two'), (3, 'globex', 'c', 'three')");

        assertThatThrownBy(() -> target.write(table, ALL, move(table, RowKey.of("1"), "2", "acme", "a", "one")))
                .isInstanceOfSatisfying(WriteFailedException.class, e -> requireUniqueViolation(e, "id"));
        assertThat(target.write(table, ALL, move(table, RowKey.of("3"), "4", "acme", "c", "three"))
                        .foreign())
                .containsExactly(RowKey.of("3"));
        assertThat(target.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "3");
    }

    @Test
    void insertAbsentLeavesExistingRowsAlone() {
        insert("(1, 'globex', 'a', 'old')");

        RowWriter.Inserted inserted = target.commit(t ->
                t.rows().insertAbsent(table, ALL, List.of(row("1", "acme", "x", "new"), row("2", "acme", "b", "new"))));

        assertThat(inserted).isEqualTo(new RowWriter.Inserted(1, Set.of()));
        assertThat(all()).containsExactly("1|globex|a|old", "2|acme|b|new");
    }

    @Test
    void aTenantIsChangedOnlyFromTheOneThatWasNamed() {
        insert("(1, 'globex', 'a', 'old'), (2, 'initech', 'b', 'old')");

        assertThat(changesFromGlobex(row("1", "acme", "x", "new"))).isTrue();
        assertThat(changesFromGlobex(row("2", "acme", "y", "new"))).isFalse();
        assertThat(changesFromGlobex(row("3", "acme", "z", "new"))).isFalse();

        assertThat(all()).containsExactly("1|acme|x|new", "2|initech|b|old");
    }

    private boolean changesFromGlobex(Row row) {
        long changed = target.commit(t -> t.rows().changeTenant(table, new TenantId("globex"), row) ? 1 : 0);
        return changed == 1;
    }

    @Test
    void lockedRowsMakeAnotherWriterWaitAndAbsentKeysAreLeftOut() {
        insert("(1, 'acme', 'a', 'one'), (2, 'acme', 'b', 'two')");
        try (var transaction = target.store().begin()) {
            assertThat(transaction.rows().lock(table, List.of(RowKey.of("2"), RowKey.of("9"), RowKey.of("1"))))
                    .hasSize(2);
            assertThat(target.rows("SELECT id FROM t ORDER BY id FOR UPDATE SKIP LOCKED"))
                    .isEmpty();
        }
    }

    @Test
    void aFailedAttemptUndoesItselfAndTheTransactionGoesOn() {
        target.commit(t -> {
            t.rows().write(table, ALL, List.of(upsert(table, "1", "acme", "a", "kept")));
            assertThatThrownBy(() -> t.attempt(() -> {
                        t.rows().write(table, ALL, List.of(upsert(table, "2", "acme", "b", "undone")));
                        return t.rows().write(table, ALL, List.of(upsert(table, "3", "acme", "a", "collides")));
                    }))
                    .isInstanceOf(WriteFailedException.class);
            return t.attempt(() -> t.rows().write(table, ALL, List.of(upsert(table, "4", "acme", "d", "kept"))));
        });

        assertThat(target.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "4");
    }
}
