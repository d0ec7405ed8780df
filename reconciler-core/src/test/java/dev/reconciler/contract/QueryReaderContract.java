package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.MappedQuery.Replaced;
import dev.reconciler.endpoint.read.QueryColumn;
import dev.reconciler.endpoint.read.QueryColumn.Kind;
import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Users' queries over mapped tables: which rows they see, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class QueryReaderContract {
    private static final TenantId ACME = new TenantId("acme");
    private static final String PAID = "SELECT id, note FROM paid WHERE :tenant = :tenant";

    /** A snapshot of the target. */
    protected abstract OpenSnapshot snapshot();

    /**
     * The table {@code paid} mapped onto itself: {@code id}, integers, its key; {@code tenant} and {@code note}, texts. It holds (1, acme,
     * one), (2, acme, NULL), (3, globex, three).
     */
    protected abstract MappedTable paid();

    /** The name, with its schema, of a table that is not mapped; it exists and has a column {@code id}. */
    protected abstract String unmapped();

    private List<List<@Nullable String>> run(String sql, TenantId tenant, Map<String, Replaced> replaced, int maxRows) {
        try (OpenSnapshot snapshot = snapshot()) {
            return snapshot.reader().queries().run(new MappedQuery(sql, List.of(paid()), tenant, replaced, maxRows));
        }
    }

    private QueryDescription describe(String sql) {
        try (OpenSnapshot snapshot = snapshot()) {
            return snapshot.reader().queries().describe(sql, List.of(paid()), ACME);
        }
    }

    private static Row row(@Nullable String... values) {
        return new Row(Arrays.asList(values));
    }

    @Test
    void queryThatForgetsTheTenantSeesNoOtherTenantsRows() {
        assertThat(run(PAID, ACME, Map.of(), 10))
                .containsExactlyInAnyOrder(List.of("1", "one"), Arrays.asList("2", null));
        assertThat(run(PAID, new TenantId("globex"), Map.of(), 10)).containsExactly(List.of("3", "three"));
        assertThat(run(PAID, new TenantId("x' OR 'a' = 'a"), Map.of(), 10)).isEmpty();
    }

    @Test
    void replacedRowsAreSeenInPlaceOfWhatTheTableHas() {
        Replaced replaced = new Replaced(
                Set.of(RowKey.of("1"), RowKey.of("3"), RowKey.of("7")),
                List.of(row("3", "acme", "it's; \"moved\" ?"), row("7", "globex", "of another tenant")));

        assertThat(run(PAID, ACME, Map.of(paid().id(), replaced), 10))
                .containsExactlyInAnyOrder(Arrays.asList("2", null), List.of("3", "it's; \"moved\" ?"));
    }

    /** The same table, several times: by itself, in a subquery, joined and under a name of the query's own. */
    @Test
    void eachUseOfATableSeesTheReplacedRows() {
        Replaced replaced = new Replaced(
                Set.of(RowKey.of("1"), RowKey.of("2"), RowKey.of("9")),
                List.of(row("1", "acme", "new"), row("9", "acme", null)));
        String sql = """
                WITH mine AS (SELECT id, note FROM paid WHERE tenant = :tenant)
                SELECT m.id, p.note, (SELECT count(*) FROM paid) AS n
                FROM mine m JOIN paid p ON p.id = m.id
                WHERE EXISTS (SELECT 1 FROM paid WHERE paid.id = m.id AND :tenant = :tenant) -- ; 'it''s
                """;

        assertThat(run(sql, ACME, Map.of(paid().id(), replaced), 10))
                .containsExactlyInAnyOrder(List.of("1", "new", "2"), Arrays.asList("9", null, "2"));
    }

    @Test
    void moreRowsThanAllowedAreRefused() {
        assertThat(run(PAID, ACME, Map.of(), 2)).hasSize(2);
        assertThatThrownBy(() -> run(PAID, ACME, Map.of(), 1))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessageContaining("more than 1 rows");
    }

    @Test
    void rowThatIsTooLongForMemoryIsRefusedByTheServer() {
        assertThatThrownBy(() -> run("SELECT id, repeat('x', 70000) AS x FROM paid", ACME, Map.of(), 10))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessageContaining("a row of the result is longer than 65536 bytes");
    }

    @Test
    void failureOnTheDataIsARefusalAndTheSnapshotGoesOn() {
        try (OpenSnapshot snapshot = snapshot()) {
            MappedQuery fails = new MappedQuery(
                    "SELECT (SELECT id FROM paid) AS id FROM paid WHERE :tenant = :tenant",
                    List.of(paid()),
                    ACME,
                    Map.of(),
                    10);
            assertThatThrownBy(() -> snapshot.reader().queries().run(fails)).isInstanceOf(QueryRefusedException.class);

            assertThat(snapshot.reader().queries().run(new MappedQuery(PAID, List.of(paid()), ACME, Map.of(), 10)))
                    .hasSize(2);
        }
    }

    /** The server ends the query; the next one has the snapshot's limit again. */
    @Test
    void queryIsEndedByTheServerAtItsTimeout() {
        String tables = IntStream.range(0, 24).mapToObj(i -> "paid p" + i).collect(Collectors.joining(", "));
        String all = IntStream.range(0, 24).mapToObj(i -> "p" + i + ".id").collect(Collectors.joining(", "));
        String slow = "SELECT count(*) AS n FROM " + tables + " WHERE lower(concat(" + all + ")) = 'x'";
        long start = System.nanoTime();
        try (OpenSnapshot snapshot = snapshot()) {
            assertThatThrownBy(() -> snapshot.reader().queries().run(timed(slow, Duration.ofMillis(200))))
                    .isInstanceOf(QueryRefusedException.class)
                    .hasMessageContaining("takes longer in the target than its timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the snapshot's own limit is a minute or more")
                    .isLessThan(Duration.ofSeconds(30));
            assertThat(snapshot.reader().queries().run(timed(PAID, Duration.ofDays(1))))
                    .hasSize(2);
        }
    }

    private MappedQuery timed(String sql, @Nullable Duration timeout) {
        return new MappedQuery(sql, List.of(paid()), ACME, TenantScope.of(ACME), Map.of(), 10, timeout);
    }

    @Test
    void queryOverAllTenantsSeesEachRowAndEachReplacedRow() {
        Replaced replaced = new Replaced(
                Set.of(RowKey.of("2"), RowKey.of("7")), List.of(row("7", "initech", "new"), row("2", "acme", "two")));
        try (OpenSnapshot snapshot = snapshot()) {
            MappedQuery all = new MappedQuery(
                    "SELECT id, note FROM paid",
                    List.of(paid()),
                    TenantId.NONE,
                    TenantScope.all(),
                    Map.of(paid().id(), replaced),
                    10,
                    null);
            assertThat(snapshot.reader().queries().run(all))
                    .containsExactlyInAnyOrder(
                            List.of("1", "one"), List.of("2", "two"), List.of("3", "three"), List.of("7", "new"));
        }
    }

    @Test
    void noTimeOfDayIsAfterOneThatIsLaterThanMidnight() {
        try (OpenSnapshot snapshot = snapshot()) {
            QueryReader queries = snapshot.reader().queries();
            String late = queries.dialect().later(LogicalType.TIME, "CAST('23:59:00' AS time)", Duration.ofMinutes(5));
            String early = queries.dialect().later(LogicalType.TIME, "CAST('23:50:00' AS time)", Duration.ofMinutes(5));
            assertThat(queries.run(timed(after(late), null))).containsExactly(List.of("0"));
            assertThat(queries.run(timed(after(early), null))).containsExactly(List.of("2"));
        }
    }

    private static String after(String time) {
        return "SELECT count(*) AS n FROM paid WHERE CAST('23:58:00' AS time) > " + time;
    }

    @Test
    void descriptionTellsTablesColumnsAndPlaceholder() {
        QueryDescription description = describe(PAID);

        assertThat(description.problems()).isEmpty();
        assertThat(description.tables()).containsExactly(paid());
        assertThat(description.namesTenant()).isTrue();
        assertThat(description.columns())
                .extracting(QueryColumn::name, QueryColumn::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("id", Kind.NUMBER),
                        org.assertj.core.groups.Tuple.tuple("note", Kind.TEXT));
        assertThat(describe("SELECT id FROM paid").namesTenant()).isFalse();
    }

    @Test
    void tablesThatAreNotMappedAndStatementsThatWriteAreProblems() {
        assertThat(describe("SELECT id FROM " + unmapped()).problems()).isNotEmpty();
        assertThat(describe("SELECT p.id FROM paid p JOIN " + unmapped() + " u ON u.id = p.id")
                        .problems())
                .isNotEmpty();
        assertThat(describe("DELETE FROM paid").problems()).isNotEmpty();
        assertThat(describe("SELECT id FROM paid; DELETE FROM paid").problems()).isNotEmpty();
        assertThat(describe("SELECT id FROM no_such_table").problems()).isNotEmpty();
        assertThat(describe("SELECT no_such_column FROM paid").problems()).isNotEmpty();
    }
}
