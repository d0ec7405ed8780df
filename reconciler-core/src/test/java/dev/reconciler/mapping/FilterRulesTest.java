package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.Row;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class FilterRulesTest {
    private static final TableRef FROM = new TableRef("shop", "orders");
    private static final TableRef TO = new TableRef("sales", "orders");
    private static final TableSchema SOURCE = table(
            FROM,
            column("id", "integer"),
            column("shard", "integer"),
            column("price", "numeric(10,2)"),
            column("day", "date"),
            column("weight", "double precision"),
            new Column("twice", PostgresTypes.named("integer"), true, true, false, false, false));
    private static final TableSchema TARGET =
            table(TO, column("id", "integer"), column("region", "text"), column("other", "text"));

    private static RowConditions.Values values(boolean negated, @Nullable String... values) {
        return new RowConditions.Values(
                Arrays.stream(values).map(Optional::ofNullable).toList(), negated);
    }

    private static Resolution resolve(
            Map<String, RowConditions.Values> source, Map<String, RowConditions.Values> target) {
        TableMapping mapping = new TableMapping(
                FROM,
                TO,
                Map.of("region", new ColumnMapping(List.of(), new Transform.Constant("eu"))),
                Set.of("price", "day", "weight", "twice"),
                Set.of("other"),
                null,
                List.of(),
                new RowConditions(source, target));
        return new MappingResolver(Set.of(TO)).resolve(mapping, Optional.of(SOURCE), Optional.of(TARGET));
    }

    private static MappedTable resolved(
            Map<String, RowConditions.Values> source, Map<String, RowConditions.Values> target) {
        assertThat(resolve(source, target)).isInstanceOf(Resolution.Resolved.class);
        return ((Resolution.Resolved) resolve(source, target)).table();
    }

    private static List<String> refused(
            Map<String, RowConditions.Values> source, Map<String, RowConditions.Values> target) {
        assertThat(resolve(source, target)).isInstanceOf(Resolution.Refused.class);
        return ((Resolution.Refused) resolve(source, target)).problems();
    }

    /** The resolver would refuse {@code shard} if it were neither mapped nor ignored nor in the filter. */
    @Test
    void filterColumnOfTheSourceNeedsNoTargetColumn() {
        MappedTable table = resolved(Map.of("shard", values(false, "1", "2")), Map.of());

        assertThat(table.columns()).extracting(column -> column.target().name()).containsExactly("id", "region");
        assertThat(table.columnsRead(Side.SOURCE)).extracting(Column::name).containsExactly("id", "shard");
        assertThat(table.columnsRead(Side.TARGET)).extracting(Column::name).containsExactly("id", "region");
        assertThat(UncomparedColumns.of(table, SOURCE, TARGET))
                .containsEntry("source shard", "rows are filtered by it; it is not copied")
                .containsEntry("source price", "the mapping leaves it out");
        assertThat(table.filter(Side.SOURCE)).hasToString("shard: [1, 2]");
        assertThat(table.filter(Side.TARGET).isEmpty()).isTrue();
        assertThat(table).isNotEqualTo(resolved(Map.of("shard", values(false, "1")), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "false, 1.50, 1.5, true",
                "false, 1.50, 1.500, true",
                "false, 1.50, 1.51, false",
                "false, 1.50, null, false",
                "true, 1.50, 1.5, false",
                "true, 1.50, 2, true",
                "true, 1.50, null, true",
                "false, null, null, true",
                "false, null, 1, false",
                "true, null, null, false",
                "true, null, 1, true"
            })
    void conditionIsTrueOrFalseForEveryValue(
            boolean negated, @Nullable String listed, @Nullable String value, boolean matches) {
        RowFilter filter = resolved(Map.of("shard", values(false, "1"), "price", values(negated, listed)), Map.of())
                .filter(Side.SOURCE);

        assertThat(filter.conditions())
                .filteredOn(condition -> condition.column().name().equals("price"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.matches(value)).isEqualTo(matches));
    }

    @Test
    void rowOfTheTargetIsJudgedByItsKnownValues() {
        MappedTable table = resolved(Map.of("shard", values(false, "1")), Map.of("region", values(false, "eu")));

        assertThat(table.isInTargetFilter(new Row(List.of("1", "eu")))).isTrue();
        assertThat(table.isInTargetFilter(new Row(List.of("1", "EU")))).isFalse();
        assertThat(table.isInTargetFilter(new Row(Arrays.asList("1", null)))).isFalse();
        assertThat(table.isInTargetFilter(new Row(Arrays.asList("1", null)), Set.of(1)))
                .isTrue();
        assertThat(List.of(table.isFilteredBy(0), table.isFilteredBy(1))).containsExactly(false, true);
    }

    @Test
    void wrongFiltersAreRefusedWithTheFix() {
        assertThat(refused(
                        Map.of(
                                "shard", values(false, "01"),
                                "absent", values(false, "1"),
                                "twice", values(false, "1"),
                                "day", values(true, "2023-02-29"),
                                "weight", values(false, "1.5")),
                        Map.of(
                                "other",
                                values(false, "x"),
                                "nowhere",
                                values(false, "x"),
                                "region",
                                values(true, "eu"))))
                .containsExactlyInAnyOrder(
                        "where.source: column shop.orders.shard: '01' is no value of integer: write it like 7",
                        "where.source: column shop.orders.absent does not exist: correct the name",
                        "where.source: column shop.orders.twice is generated, so change events lack it: filter by the"
                                + " columns that it is computed from",
                        "where.source: column shop.orders.day: '2023-02-29' is no day of the calendar: correct it",
                        "where.source: column shop.orders.weight: values of double precision can't be compared exactly"
                                + " on every server: filter by null only, or by another column",
                        "where.target: column sales.orders.other does not exist or is not mapped, so that nothing tells"
                                + " what a written row holds there: map it, or give it a value in constants",
                        "where.target: column sales.orders.nowhere does not exist or is not mapped, so that nothing"
                                + " tells what a written row holds there: map it, or give it a value in constants",
                        "where.target: column sales.orders.region is the constant 'eu', which is outside the filter, so"
                                + " that no row could be written: make the constant one of the filter's values");
        assertThat(refused(Map.of("shard", values(false, "1")), Map.of("region", values(false, "x\0"))))
                .singleElement()
                .asString()
                .contains("the value holds U+0000");
        assertThat(resolved(Map.of("weight", values(true, (String) null), "shard", values(false, "1")), Map.of())
                        .filter(Side.SOURCE)
                        .conditions())
                .hasSize(2);
    }

    private static Column column(String name, String type) {
        return new Column(name, PostgresTypes.named(type), !name.equals("id"), false, false, false, false);
    }

    private static TableSchema table(TableRef ref, Column... columns) {
        return new TableSchema(
                ref,
                Stream.of(columns).toList(),
                List.of("id"),
                List.of(),
                List.of(),
                new ReplicaIdentity(false, List.of("id")),
                List.of(),
                new TableSchema.Storage(false, -1));
    }
}
