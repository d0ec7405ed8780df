package dev.reconciler.app.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ColumnConfig;
import dev.reconciler.app.config.ColumnPattern;
import dev.reconciler.app.config.ScopeConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class ExcludedColumnsTest {
    private static final TableRef ORDERS = new TableRef("shop", "orders");
    private static final TableRef LINES = new TableRef("shop", "lines");
    private static final TableSchema OF_ORDERS = schema(ORDERS, "id", "note", "updated_at");
    private static final TableSchema OF_LINES = schema(LINES, "id", "tenant", "updated_at");

    private static TableSchema schema(TableRef table, String... columns) {
        ColumnType type = new ColumnType("integer", LogicalType.INTEGER);
        return new TableSchema(
                table,
                Arrays.stream(columns)
                        .map(name -> new Column(name, type, !name.equals("id"), false, false, false, false))
                        .toList(),
                List.of("id"),
                List.of(),
                List.of(),
                new ReplicaIdentity(true, List.of()),
                List.of(),
                new TableSchema.Storage(false, -1));
    }

    private static TableConfig table(
            TableRef table, @Nullable String tenant, List<String> key, Map<String, ColumnConfig> columns) {
        return new TableConfig(
                new TableConfig.Names(table, table), tenant, key, columns, Map.of(), Map.of(), RowConditions.ALL);
    }

    private static final TableConfig ORDERS_BY_NAME = table(ORDERS, null, List.of(), Map.of());
    private static final TableConfig LINES_BY_NAME = table(LINES, "tenant", List.of(), Map.of());

    private static ExcludedColumns excluded(List<TableConfig> tables, String... patterns) {
        Map<TableRef, TableSchema> schemas = Map.of(ORDERS, OF_ORDERS, LINES, OF_LINES);
        return ExcludedColumns.of(
                new ScopeConfig(
                        TenantScope.all(),
                        tables,
                        Arrays.stream(patterns).map(ColumnPattern::new).toList()),
                schemas,
                schemas);
    }

    private static List<String> problems(List<TableConfig> tables, String... patterns) {
        return excluded(tables, patterns).problems().stream()
                .map(problem -> problem.where() + " " + problem.what())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "*.updated_at, true",
        "orders.updated_at, true",
        "shop.orders.updated_at, true",
        "*.*.updated_at, true",
        "s*p.ord*s.up*_at, true",
        "*.*, true",
        "orders.*d_*, true",
        "other.orders.updated_at, false",
        "order.updated_at, false",
        "orders.updated, false",
        "orders.pdated_at, false",
        "ORDERS.updated_at, false",
        "o.ders.updated_at, false",
        "orders.updated.at, false",
        "orders.updat[e]d_at, false",
    })
    void patternNamesColumns(String pattern, boolean matches) {
        assertThat(new ColumnPattern(pattern).matches(ORDERS, "updated_at")).isEqualTo(matches);
    }

    @Test
    void matchingColumnsOfAllTablesAreNeitherReadNorWritten() {
        ExcludedColumns excluded = excluded(List.of(ORDERS_BY_NAME, LINES_BY_NAME), "*.updated_at", "orders.no*");
        assertThat(excluded.problems()).isEmpty();
        assertThat(excluded.of(ORDERS_BY_NAME)).containsExactlyInAnyOrder("note", "updated_at");
        assertThat(excluded.of(LINES_BY_NAME)).containsExactly("updated_at");

        TableMapping mapping = TableMappings.of(ORDERS_BY_NAME, excluded.of(ORDERS_BY_NAME), Optional.of(OF_ORDERS));
        Resolution resolution =
                new MappingResolver(Set.of(ORDERS)).resolve(mapping, Optional.of(OF_ORDERS), Optional.of(OF_ORDERS));
        assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
        MappedTable mapped = ((Resolution.Resolved) resolution).table();
        assertThat(mapped.columns())
                .extracting(column -> column.target().name())
                .containsExactly("id");
    }

    @Test
    void columnThatATableListsIsMappedAsItSays() {
        TableConfig listed = table(
                ORDERS, null, List.of(), Map.of("updated_at", new ColumnConfig.Mapped("updated_at", Transform.DIRECT)));
        ExcludedColumns excluded = excluded(List.of(listed, LINES_BY_NAME), "*.updated_at");
        assertThat(excluded.problems()).isEmpty();
        assertThat(excluded.of(listed)).isEmpty();
        assertThat(excluded.of(LINES_BY_NAME)).containsExactly("updated_at");
    }

    @Test
    void patternWithoutAMatchOrOfAKeyOrTenantIsRefused() {
        List<TableConfig> tables = List.of(ORDERS_BY_NAME, LINES_BY_NAME);
        assertThat(problems(tables, "*.updatd_at", "lines.note", "*.updated_at"))
                .containsExactly(
                        "exclude '*.updatd_at' matches no column of a mapped source table",
                        "exclude 'lines.note' matches no column of a mapped source table");
        assertThat(problems(tables, "orders.*"))
                .containsExactly("exclude 'orders.*' matches id, a key column of shop.orders");
        assertThat(problems(tables, "lines.t*"))
                .containsExactly("exclude 'lines.t*' matches tenant, the tenant column of shop.lines");
        assertThat(problems(List.of(table(ORDERS, null, List.of("note"), Map.of())), "*.note"))
                .containsExactly("exclude '*.note' matches note, a key column of shop.orders");
    }
}
