package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class TransformedEventsTest {
    /** Does not compress, so that the server stores it out of line. */
    private static final String LARGE = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 200) AS i)";

    @TempDir
    Path spill;

    private SourceFixture source;
    private final CollectingSink sink = new CollectingSink();

    @BeforeEach
    void createSource() {
        source = new SourceFixture(
                PostgresCluster.shared(),
                spill,
                "CREATE TABLE people (id int PRIMARY KEY, status char(2), name text, first text, last text)",
                "CREATE TABLE made (id int PRIMARY KEY, state text, given text, family text, whole text)");
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private MappedTable table() {
        Lookup states = new Lookup(Map.of("A", Optional.of("active")), Lookup.Unknown.FAIL);
        return new Tables(source.pool, source.pool)
                .resolve(new TableMapping(
                        new TableRef("public", "people"),
                        new TableRef("public", "made"),
                        Map.of(
                                "state", new ColumnMapping("status", states),
                                "given", new ColumnMapping("name", new Split(" ", 1, 2)),
                                "family", new ColumnMapping("name", new Split(" ", 2, 2)),
                                "whole", new ColumnMapping(List.of("first", "last"), new Concat("-"))),
                        Set.of(),
                        Set.of(),
                        null,
                        List.of()))
                .get(0);
    }

    private List<ChangeEvent> stream(MappedTable table, int events, String... sql) {
        Lsn from = source.begin(List.of(table));
        source.execute(sql);
        try (DebeziumPostgresStream stream = source.stream(List.of(table), TenantScope.all(), 1000)) {
            stream.start(from, sink);
            sink.awaitEvents(events);
            sink.awaitPosition(source.markedPosition());
            return sink.events();
        }
    }

    private static Row row(String... values) {
        return new Row(Arrays.asList(values));
    }

    @Test
    void valueThatCantBeTransformedIsAnUnreadableEventAndTheStreamGoesOn() {
        MappedTable table = table();

        List<ChangeEvent> events = stream(
                table,
                3,
                "INSERT INTO people VALUES (1, 'A', 'Ada King Noel', 'x', 'y')",
                "INSERT INTO people VALUES (2, 'Z', NULL, NULL, 'y')",
                "INSERT INTO people VALUES (3, NULL, 'Ada', 'x', NULL)");

        assertThat(events.get(0))
                .isEqualTo(new ChangeEvent.Insert(
                        table.id(), RowKey.of("1"), row("1", "active", "Ada", "King Noel", "x-y")));
        assertThat(events.get(1)).isInstanceOfSatisfying(ChangeEvent.Unreadable.class, unreadable -> {
            assertThat(unreadable.key()).isEqualTo(RowKey.of("2"));
            assertThat(unreadable.error()).contains("target column state: 'Z' is no code of the lookup");
        });
        assertThat(events.get(2))
                .isEqualTo(new ChangeEvent.Insert(table.id(), RowKey.of("3"), row("3", null, "Ada", null, "x")));
    }

    @Test
    void largeValueThatTheEventLacksLeavesTheColumnsThatAreMadeOfItAlone() {
        MappedTable table = table();

        List<ChangeEvent> events = stream(
                table,
                2,
                "INSERT INTO people VALUES (1, 'A', " + LARGE + ", 'x', 'y')",
                "UPDATE people SET first = 'z'");

        assertThat(events.get(1)).isInstanceOfSatisfying(ChangeEvent.Update.class, update -> {
            assertThat(update.unavailable()).containsExactlyInAnyOrder(table.indexOf("given"), table.indexOf("family"));
            assertThat(update.after().value(table.indexOf("whole"))).isEqualTo("z-y");
        });
    }

    /** The target's value would be made of one new and one unknown part. */
    @Test
    void largeValueThatTheEventLacksBesideAChangedOneIsUnreadable() {
        MappedTable table = table();

        List<ChangeEvent> events = stream(
                table,
                2,
                "INSERT INTO people VALUES (1, 'A', 'Ada', 'x', " + LARGE + ")",
                "UPDATE people SET first = 'z'");

        assertThat(events.get(1)).isInstanceOfSatisfying(ChangeEvent.Unreadable.class, unreadable -> {
            assertThat(unreadable.key()).isEqualTo(RowKey.of("1"));
            assertThat(unreadable.error())
                    .contains("lacks the unchanged value of last", "target column whole", "REPLICA IDENTITY FULL");
        });
    }

    @Test
    void wholeOldRowSuppliesTheLargeValue() {
        source.execute("ALTER TABLE people REPLICA IDENTITY FULL");
        MappedTable table = table();

        List<ChangeEvent> events = stream(
                table,
                2,
                "INSERT INTO people VALUES (1, 'A', 'Ada', 'x', " + LARGE + ")",
                "UPDATE people SET first = 'z'");

        assertThat(events.get(1)).isInstanceOfSatisfying(ChangeEvent.Update.class, update -> {
            assertThat(update.unavailable()).isEmpty();
            assertThat(update.after().value(table.indexOf("whole")))
                    .startsWith("z-")
                    .hasSize(2 + 6400);
        });
    }
}
