package dev.reconciler.app.check;

import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.SchemaComparison;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.compatibility.SchemaDifference.CountQuery;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.endpoint.engine.CountedRows;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.SchemaChange;
import dev.reconciler.text.Constants;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports mapped columns whose target can't hold every value that the source's definition allows, before the first row moves: the
 * differences of {@code schema diff} that concern the values of columns. Columns with a transform, and those that the pipeline does
 * not write, are left out. Rows are counted where that is cheap.
 */
final class SchemaChecks {
    private static final Set<Kind> KINDS = Set.of(Kind.TYPE, Kind.NULLABILITY);
    private static final long MOST_COUNTED_ROWS = 100_000;
    private static final Duration LONGEST_COUNT = Duration.ofSeconds(1);

    private final ServerInspection source;
    private final ServerInspection target;
    private final Findings findings;

    SchemaChecks(ServerInspection source, ServerInspection target, Findings findings) {
        this.source = source;
        this.target = target;
        this.findings = findings;
    }

    /** @param mappings those that are not refused */
    void check(List<TableMapping> mappings) {
        if (mappings.isEmpty()) {
            return;
        }
        Catalog from = source.catalog()
                .read(mappings.stream().map(TableMapping::source).toList());
        Catalog to = target.catalog()
                .read(mappings.stream().map(TableMapping::target).toList());
        SchemaComparison comparison = new SchemaComparison(
                from,
                to,
                Engine.of(from.engine()).countSql(),
                Engine.of(to.engine()).changeSql(),
                mappings);
        for (TableMapping mapping : mappings) {
            long rows = from.table(mapping.source())
                    .map(table -> table.schema().storage().estimatedRows())
                    .orElse(-1L);
            comparison.columns(mapping).stream()
                    .filter(each -> KINDS.contains(each.kind()))
                    .filter(each -> each.level().compareTo(Compatibility.POTENTIALLY_BREAKING) >= 0)
                    .forEach(each -> report(each, rows, isRoundedTime(to, mapping.target(), each)));
        }
    }

    /** Times are compared as rounded; a rounded number is another number. */
    private static boolean isRoundedTime(Catalog catalog, TableRef table, SchemaDifference difference) {
        return difference.impact().effects().equals(List.of(Effect.ROUNDING))
                && catalog.table(table)
                        .flatMap(found -> found.column(difference.object()))
                        .filter(column ->
                                column.column().type().structure().limits().fraction() != null)
                        .isPresent();
    }

    private void report(SchemaDifference difference, long estimatedRows, boolean isRoundedTime) {
        String what = Constants.words(difference.level()) + ": " + difference.what()
                + rows(difference.count(), estimatedRows);
        if (isRoundedTime) {
            findings.note(
                    difference.table(),
                    what,
                    "none needed: times are compared as rounded; if the digits matter, widen the target's column"
                            + statements(difference.change()));
        } else if (difference.kind() == Kind.NULLABILITY) {
            findings.warning(
                    difference.table(),
                    what,
                    "a row with NULL is parked or reported as different: use the transform default, or accept NULL"
                            + statements(difference.change()));
        } else {
            findings.warning(
                    difference.table(),
                    what,
                    "a row with such a value is parked or reported as different: use a transform, or widen the target's"
                            + " column" + statements(difference.change()));
        }
    }

    private String rows(@Nullable CountQuery query, long estimatedRows) {
        if (query == null) {
            return "";
        }
        String later = "; rows: " + query.sql();
        if (estimatedRows < 0 || estimatedRows > MOST_COUNTED_ROWS) {
            return later;
        }
        CountedRows counted = source.count(query.sql(), LONGEST_COUNT);
        Long rows = counted.rows();
        if (rows == null) {
            return later + " (not counted: " + counted.problem() + ")";
        }
        return "; " + (rows == 0 ? "no row has" : rows == 1 ? "1 row has" : rows + " rows have") + " such a value now";
    }

    private static String statements(@Nullable SchemaChange change) {
        return change == null ? "" : ": " + String.join("; ", change.statements());
    }
}
