package dev.reconciler.cdc.capture.debezium.postgres;

import static dev.reconciler.cdc.capture.debezium.postgres.DebeziumPostgresStreamTest.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.source.PublicationRefusedException;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class ScopeAndShapeTest {
    @TempDir
    Path spill;

    private SourceFixture source;
    private final CollectingSink sink = new CollectingSink();

    @BeforeEach
    void createSource() {
        source = new SourceFixture(
                PostgresCluster.shared(), spill, "CREATE TABLE t (id int PRIMARY KEY, tenant text NOT NULL, v text)");
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private List<ChangeEvent> stream(MappedTable table, TenantScope scope, int events, String... sql) {
        Lsn from = source.begin(List.of(table));
        source.execute(sql);
        try (DebeziumPostgresStream stream = source.stream(List.of(table), scope, 1000)) {
            stream.start(from, sink);
            sink.awaitEvents(events);
            sink.awaitPosition(source.markedPosition());
            return sink.events();
        }
    }

    @Test
    void aRowThatLeavesTheScopeIsADeleteAndOneThatEntersIsAnInsert() {
        source.execute("ALTER TABLE t REPLICA IDENTITY FULL");
        MappedTable table = source.table("t", "tenant");
        TenantId mine = new TenantId("mine");
        String id = table.id();

        assertThat(stream(
                        table,
                        TenantScope.of(mine),
                        6,
                        "INSERT INTO t VALUES (1, 'mine', 'a'), (2, 'theirs', 'b'), (3, 'theirs', 'c')",
                        "UPDATE t SET tenant = 'theirs' WHERE id = 1",
                        "UPDATE t SET tenant = 'mine' WHERE id = 2",
                        "UPDATE t SET v = 'd' WHERE id = 3",
                        "UPDATE t SET id = 4, tenant = 'mine' WHERE id = 3",
                        "UPDATE t SET id = 5, tenant = 'other' WHERE id = 4",
                        "DELETE FROM t WHERE id = 5",
                        "DELETE FROM t WHERE id = 2"))
                .containsExactly(
                        new ChangeEvent.Insert(id, RowKey.of("1"), row("1", "mine", "a")),
                        new ChangeEvent.Delete(id, RowKey.of("1"), mine),
                        new ChangeEvent.Insert(id, RowKey.of("2"), row("2", "mine", "b")),
                        new ChangeEvent.Insert(id, RowKey.of("4"), row("4", "mine", "d")),
                        new ChangeEvent.Delete(id, RowKey.of("4"), mine),
                        new ChangeEvent.Delete(id, RowKey.of("2"), mine));
    }

    /** The logged old row is the key alone: its other columns read as NULL and say nothing about the tenant. */
    @Test
    void aDeleteWithoutTheTenantInItsOldRowDoesNotNameOne() {
        MappedTable table = source.table("t", "tenant");
        TenantScope scope = TenantScope.of(new TenantId("mine"));

        assertThat(stream(
                        table,
                        scope,
                        3,
                        "INSERT INTO t VALUES (1, 'mine', 'a')",
                        "UPDATE t SET tenant = 'theirs'",
                        "DELETE FROM t"))
                .containsExactly(
                        new ChangeEvent.Insert(table.id(), RowKey.of("1"), row("1", "mine", "a")),
                        new ChangeEvent.Delete(table.id(), RowKey.of("1"), null),
                        new ChangeEvent.Delete(table.id(), RowKey.of("1"), null));
    }

    @Test
    void aChangeOfTheTablesColumnsIsToldOnce() {
        MappedTable table = source.table("t", null);

        List<ChangeEvent> events = stream(
                table,
                TenantScope.all(),
                8,
                "INSERT INTO t VALUES (1, 'x', 'a')",
                "ALTER TABLE t ADD extra int",
                "INSERT INTO t VALUES (2, 'x', 'b', 7)",
                "INSERT INTO t VALUES (3, 'x', 'c', 7)",
                "ALTER TABLE t ALTER v TYPE varchar(30)",
                "INSERT INTO t VALUES (4, 'x', 'd', 7)",
                "ALTER TABLE t DROP v",
                "INSERT INTO t VALUES (5, 'x', 7)",
                "DELETE FROM t WHERE id = 1");

        assertThat(events.stream().map(e -> e.getClass().getSimpleName()))
                .containsExactly(
                        "Insert",
                        "SchemaChanged",
                        "Insert",
                        "Insert",
                        "SchemaChanged",
                        "Insert",
                        "SchemaChanged",
                        "Unreadable",
                        "Delete");
        ChangeEvent.SchemaChanged added = (ChangeEvent.SchemaChanged) events.get(1);
        assertThat(added.what()).contains("extra", "int4", "not mapped");
        assertThat(added.incompatible()).isFalse();
        ChangeEvent.SchemaChanged retyped = (ChangeEvent.SchemaChanged) events.get(4);
        assertThat(retyped.what()).contains("v changed its type from text", "to varchar(30");
        assertThat(retyped.incompatible())
                .as("the target's text takes each of them")
                .isFalse();
        ChangeEvent.SchemaChanged dropped = (ChangeEvent.SchemaChanged) events.get(6);
        assertThat(dropped.what()).isEqualTo("mapped column v is gone");
        assertThat(dropped.incompatible()).isTrue();
        ChangeEvent.Unreadable unreadable = (ChangeEvent.Unreadable) events.get(7);
        assertThat(unreadable.key()).isEqualTo(RowKey.of("5"));
        assertThat(unreadable.envelope()).contains("\"extra\":\"7\"");
    }

    @Test
    void theKeyIsTheMappingsNotThatOfTodaysCatalog() {
        source.execute(
                "CREATE TABLE k (id int PRIMARY KEY, code text NOT NULL UNIQUE, v text)",
                "ALTER TABLE k REPLICA IDENTITY USING INDEX k_code_key");
        MappedTable byId = source.table("k", null);
        MappedTable table =
                new MappedTable(byId.id(), byId.source(), byId.target(), byId.columns(), List.of(1), -1, List.of());

        assertThat(stream(
                        table,
                        TenantScope.all(),
                        4,
                        "INSERT INTO k VALUES (1, 'a', 'x')",
                        "UPDATE k SET id = 2",
                        "UPDATE k SET code = 'b'",
                        "DELETE FROM k"))
                .containsExactly(
                        new ChangeEvent.Insert(table.id(), RowKey.of("a"), row("1", "a", "x")),
                        new ChangeEvent.Update(table.id(), RowKey.of("a"), null, row("2", "a", "x"), Set.of()),
                        new ChangeEvent.Update(
                                table.id(), RowKey.of("b"), RowKey.of("a"), row("2", "b", "x"), Set.of()),
                        new ChangeEvent.Delete(table.id(), RowKey.of("b"), TenantId.NONE));
    }

    @Test
    void changesOfPublishedTablesThatAreNotMappedAreIgnored() {
        source.execute("CREATE TABLE added (id int PRIMARY KEY, v text)");
        MappedTable table = source.table("t", null);

        assertThat(stream(
                        table,
                        TenantScope.all(),
                        2,
                        "ALTER PUBLICATION " + source.publication.name() + " ADD TABLE added",
                        "INSERT INTO added VALUES (1, 'a')",
                        "INSERT INTO t VALUES (1, 'x', 'a')",
                        "UPDATE added SET v = 'b'",
                        "TRUNCATE added",
                        "ALTER TABLE t RENAME TO t_before",
                        "INSERT INTO t_before VALUES (2, 'x', 'b')",
                        "ALTER TABLE t_before RENAME TO t",
                        "INSERT INTO t VALUES (3, 'x', 'c')"))
                .extracting(event -> ((ChangeEvent.Insert) event).key())
                .containsExactly(RowKey.of("1"), RowKey.of("3"));
    }

    @Test
    void truncateOfARenamedTableIsNoTruncateOfTheTableThatHadItsName() {
        source.execute("CREATE TABLE u (id int PRIMARY KEY, v text)");
        List<MappedTable> tables = List.of(source.table("t", null), source.table("u", null));
        Lsn from = source.begin(tables);
        source.execute(
                "INSERT INTO t VALUES (1, 'x', 'a')",
                "INSERT INTO u VALUES (1, 'a')",
                "ALTER TABLE t RENAME TO t_before",
                "INSERT INTO t_before VALUES (2, 'x', 'b')",
                "TRUNCATE t_before",
                "TRUNCATE t_before, u");
        try (DebeziumPostgresStream stream = source.stream(tables, TenantScope.all(), 1000)) {
            stream.start(from, sink);
            sink.awaitEvents(3);
            sink.awaitPosition(source.markedPosition());

            assertThat(sink.events())
                    .containsExactly(
                            new ChangeEvent.Insert("public.t", RowKey.of("1"), row("1", "x", "a")),
                            new ChangeEvent.Insert("public.u", RowKey.of("1"), row("1", "a")),
                            new ChangeEvent.Truncate("public.u"));
        }
    }

    @Test
    void partitionsArriveAsTheirRoot() {
        createPartitioned("");

        assertThat(stream(
                        source.table("p", null),
                        TenantScope.all(),
                        3,
                        "INSERT INTO p VALUES (1, 5, 'a'), (2, 15, 'b')",
                        "UPDATE p SET v = 'c' WHERE id = 2"))
                .containsExactly(
                        new ChangeEvent.Insert("public.p", RowKey.of("1", "5"), row("1", "5", "a")),
                        new ChangeEvent.Insert("public.p", RowKey.of("2", "15"), row("2", "15", "b")),
                        new ChangeEvent.Update("public.p", RowKey.of("2", "15"), null, row("2", "15", "c"), Set.of()));
    }

    @Test
    void generatedColumnsArriveWhereTheServerPublishesThem() {
        createPartitioned(", g int GENERATED ALWAYS AS (y * 2) STORED");
        MappedTable table = withGenerated(source.table("p", null));

        if (PostgresCluster.majorVersion() < 18) {
            assertThatThrownBy(() -> stream(table, TenantScope.all(), 1, "INSERT INTO p VALUES (1, 5, 'a')"))
                    .isInstanceOf(PublicationRefusedException.class)
                    .hasMessageContaining("column g is generated");
        } else {
            assertThat(stream(table, TenantScope.all(), 1, "INSERT INTO p VALUES (1, 5, 'a')"))
                    .containsExactly(new ChangeEvent.Insert(table.id(), RowKey.of("1", "5"), row("1", "5", "a", "10")));
        }
    }

    private void createPartitioned(String furtherColumn) {
        source.execute(
                "CREATE TABLE p (id int, y int, v text" + furtherColumn
                        + ", PRIMARY KEY (id, y)) PARTITION BY RANGE (y)",
                "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)");
    }

    private static MappedTable withGenerated(MappedTable plain) {
        Column generated =
                new Column("g", new ColumnType("integer", LogicalType.INTEGER), true, true, false, false, false);
        List<MappedColumn> columns = new ArrayList<>(plain.columns());
        columns.add(new MappedColumn(generated, generated, Transform.DIRECT));
        return new MappedTable(plain.id(), plain.source(), plain.target(), columns, plain.key(), -1, List.of());
    }

    @Test
    void namesOfAnyKindAreMatchedLiterally() {
        source.execute("CREATE TABLE \"we.ird, Tab\\le\" (\"Id\" int PRIMARY KEY, \"co l\" text)");
        MappedTable table = source.table("we.ird, Tab\\le", null);

        assertThat(stream(table, TenantScope.all(), 1, "INSERT INTO \"we.ird, Tab\\le\" VALUES (1, 'x')"))
                .containsExactly(new ChangeEvent.Insert(table.id(), RowKey.of("1"), row("1", "x")));
    }
}
