package dev.reconciler.verify.coverage;

import dev.reconciler.control.Json;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mapping's parts that must be unchanged for an earlier record about a table's rows to hold. */
public final class MappingBasis {
    private MappingBasis() {}

    /** @param scope the tenants that the pipeline carries */
    public static String of(MappedTable table, TenantScope scope) {
        return Json.ofTexts(List.of(
                scope.toString() + where(table),
                table.keyColumns().stream()
                        .map(column -> column.target().name())
                        .collect(Collectors.joining(",")),
                table.columns().stream()
                        .map(column -> column.target().name() + " "
                                + column.target().type().sqlName() + " = " + column.transform()
                                + column.sources().stream().map(Column::name).toList()
                                + comparison(column))
                        .collect(Collectors.joining(","))));
    }

    /** Empty for a mapping of all rows, so that their earlier verdicts hold. */
    private static String where(MappedTable table) {
        return Stream.of(Side.values())
                .filter(side -> !table.filter(side).isEmpty())
                .map(side -> " " + side + " where " + table.filter(side))
                .collect(Collectors.joining());
    }

    /** Empty for an exact comparison, as in a basis that a release without other comparisons wrote. */
    private static String comparison(MappedColumn column) {
        return column.comparison() instanceof ColumnComparison.Exact ? "" : " " + column.comparison();
    }
}
