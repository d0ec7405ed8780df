package dev.reconciler.endpoint.postgres.write;

import static dev.reconciler.endpoint.postgres.write.Target.ALL;
import static dev.reconciler.endpoint.postgres.write.Target.delete;
import static dev.reconciler.endpoint.postgres.write.Target.mapping;
import static dev.reconciler.endpoint.postgres.write.Target.move;
import static dev.reconciler.endpoint.postgres.write.Target.row;
import static dev.reconciler.endpoint.postgres.write.Target.update;
import static dev.reconciler.endpoint.postgres.write.Target.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresRowWriterTest {
    private static final TenantScope ACME = TenantScope.of(new TenantId("acme"));

    private final Target target = new Target("""
            CREATE TABLE t (id integer PRIMARY KEY, tenant text, email varchar(12) UNIQUE, note text, kept text DEFAULT 'kept')""");
    private final MappedTable table =
            mapping("t", "id integer key", "tenant text tenant", "email character varying(12)", "note text");

    @AfterEach
    void close() {
        target.close();
    }

    private List<String> all() {
        return target.rows("SELECT id, tenant, email, note FROM t ORDER BY id");
    }

    @Test
    void anUpsertOverwritesItsRowAndNoUnmappedColumn() {
        target.cluster.execute(target.database, "INSERT INTO t VALUES (1, 'acme', 'a', 'old', 'mine')");

        WriteResult result = target.write(
                table, ACME, upsert(table, "1", "acme", null, "new"), upsert(table, "2", "acme", "b", "\"\\{},"));

        assertThat(result).isEqualTo(new WriteResult(2, List.of(), List.of()));
        assertThat(target.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1|acme|null|new|mine", "2|acme|b|\"\\{},|kept");
    }

    @Test
    void anUpsertNeverChangesTheTenantOfARow() {
        target.cluster.execute(
                target.database,
                "INSERT INTO t VALUES (1, 'acme', 'a', 'old'), (2, 'ACME', 'b', 'old'), (3, NULL, 'c', 'old')");

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
        target.cluster.execute(
                target.database, "INSERT INTO t VALUES (1, 'globex', 'a', 'old'), (2, 'acme', 'b', 'old')");

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

    @Test
    void aCollisionInASecondUniqueIndexTouchesNoRowAndNamesTheIndex() {
        target.cluster.execute(target.database, "INSERT INTO t VALUES (1, 'acme', 'a', 'old')");

        assertThatThrownBy(() -> target.write(
                        table, ALL, upsert(table, "2", "acme", "b", "n"), upsert(table, "3", "acme", "a", "n")))
                .isInstanceOfSatisfying(WriteFailedException.class, e -> {
                    assertThat(e.kind()).isEqualTo(WriteFailedException.Kind.DATA);
                    assertThat(e.violation()).isEqualTo(Violation.UNIQUE);
                    assertThat(e).hasMessageContaining("t_email_key");
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

    @Test
    void anUpdateKeepsUnavailableColumnsAndReportsMissingRows() {
        target.cluster.execute(
                target.database,
                "INSERT INTO t VALUES (1, 'acme', 'a', 'big'), (2, 'acme', 'b', 'big'), (3, 'globex', 'c', 'big')");

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
        target.cluster.execute(
                target.database,
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
        target.cluster.execute(
                target.database,
                "INSERT INTO t VALUES (1, 'acme', 'a', 'one'), (2, 'acme', 'b', 'two'), (3, 'globex', 'c', 'three')");

        assertThatThrownBy(() -> target.write(table, ALL, move(table, RowKey.of("1"), "2", "acme", "a", "one")))
                .isInstanceOfSatisfying(WriteFailedException.class, e -> assertThat(e.violation())
                        .isEqualTo(Violation.UNIQUE));
        assertThat(target.write(table, ALL, move(table, RowKey.of("3"), "4", "acme", "c", "three"))
                        .foreign())
                .containsExactly(RowKey.of("3"));
        assertThat(target.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "3");
    }

    @Test
    void insertAbsentLeavesExistingRowsAlone() {
        target.cluster.execute(target.database, "INSERT INTO t VALUES (1, 'globex', 'a', 'old')");

        long inserted = target.commit(t ->
                t.rows().insertAbsent(table, ALL, List.of(row("1", "acme", "x", "new"), row("2", "acme", "b", "new"))));

        assertThat(inserted).isEqualTo(1);
        assertThat(all()).containsExactly("1|globex|a|old", "2|acme|b|new");
    }

    @Test
    void aTenantIsChangedOnlyFromTheOneThatWasNamed() {
        target.cluster.execute(
                target.database, "INSERT INTO t VALUES (1, 'globex', 'a', 'old'), (2, 'initech', 'b', 'old')");

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
    void generatedAndIdentityColumnsDoNotFailAWrite() {
        target.cluster.execute(target.database, """
                CREATE TABLE g (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer,
                  twice integer GENERATED ALWAYS AS (a * 2) STORED)""", """
                CREATE TABLE h (k text PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY, a integer)""");
        MappedTable g = mapping("g", "id bigint key identity", "a integer", "twice integer generated");
        MappedTable h = mapping("h", "k text key", "n bigint identity", "a integer");

        target.write(g, ALL, upsert(g, "7", "1", "99"));
        target.write(g, ALL, upsert(g, "7", "4", "99"));
        target.write(h, ALL, upsert(h, "x", "41", "1"));
        target.write(h, ALL, upsert(h, "x", "41", "2"));
        target.write(h, ALL, update(h, Set.of(), "x", "41", "3"));

        assertThat(target.rows("SELECT * FROM g")).containsExactly("7|4|8");
        assertThat(target.rows("SELECT * FROM h")).containsExactly("x|41|3");
    }

    @Test
    void valuesOfEveryKindComeBackAsTheyWere() {
        target.cluster.execute(target.database, "CREATE TYPE mood AS ENUM ('sad', 'so, so')", """
                CREATE TABLE v (id uuid, pad character(3), num numeric(30,10), PRIMARY KEY (id, pad, num), b bytea, j jsonb, a text[], m integer[],
                  f double precision, ts timestamptz, bits bit(3), mo mood, r int4range, flag boolean, names character varying(5)[],
                  "odd "" name" text)""");
        MappedTable v = mapping(
                "v",
                "id uuid key",
                "pad character(3) key",
                "num numeric(30,10) key",
                "b bytea",
                "j jsonb",
                "a text[]",
                "m integer[]",
                "f double precision",
                "ts timestamp with time zone",
                "bits bit(3)",
                "mo mood",
                "r int4range",
                "flag boolean",
                "names character varying(5)[]");
        String[] values = {
            "11111111-2222-3333-4444-555555555555",
            "a",
            "123456789012345678.1200000000",
            "\\x00ff5c22",
            "{\"a\": [1, \"\\\\ \\\"\"]}",
            "{\"a,b\",NULL,\"NULL\",\"\\\"\\\\\"}",
            "{{1,2},{3,NULL}}",
            "0.1",
            "2024-03-31 01:30:00.123456+00",
            "101",
            "so, so",
            "[1,5)",
            "true",
            "{abc}"
        };
        RowKey key = v.keyOf(row(values));

        target.write(v, ALL, upsert(v, values));
        Map<RowKey, Row> inserted = target.commit(t -> t.rows().lock(v, List.of(key)));
        assertThat(inserted).containsEntry(key, row(values));

        target.write(v, ALL, update(v, Set.of(4), values));
        Map<RowKey, Row> updated = target.commit(t -> t.rows().lock(v, List.of(key)));
        assertThat(updated).containsEntry(key, row(values));
        assertThatThrownBy(() -> {
                    String[] longer = values.clone();
                    longer[13] = "{abcdef}";
                    target.write(v, ALL, upsert(v, longer));
                })
                .isInstanceOf(WriteFailedException.class);
        assertThatThrownBy(() -> {
                    String[] shorter = values.clone();
                    shorter[9] = "10";
                    target.write(v, ALL, upsert(v, shorter));
                })
                .isInstanceOf(WriteFailedException.class);
        assertThat(target.write(v, ALL, new dev.reconciler.endpoint.write.KeyedWrite.Delete(key))
                        .written())
                .isEqualTo(1);
    }

    @Test
    void lockedRowsMakeAnotherWriterWaitAndAbsentKeysAreLeftOut() {
        target.cluster.execute(
                target.database, "INSERT INTO t VALUES (1, 'acme', 'a', 'one'), (2, 'acme', 'b', 'two')");
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
