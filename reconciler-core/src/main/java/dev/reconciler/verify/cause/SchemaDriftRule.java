package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Column;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every differing column was added or altered in the source, according to the table's recorded changes. <p>Can be wrong if
 * another session has also written such a column, before the target recorded its writers.
 */
public final class SchemaDriftRule implements CauseRule {
    private final SchemaChanges changes;

    public SchemaDriftRule(SchemaChanges changes) {
        this.changes = changes;
    }

    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        if (finding instanceof Finding.SchemaDrift drift) {
            return Optional.of(new Attribution(Cause.SCHEMA_CHANGE, drift.what()));
        }
        return finding instanceof Finding.FieldMismatch mismatch
                        && !mismatch.columns().isEmpty()
                ? context.table(finding)
                        .flatMap(table -> of(table, mismatch.columns(), context.definitions(table.id(), changes)))
                : Optional.empty();
    }

    private static Optional<Attribution> of(MappedTable table, List<String> columns, List<String> recorded) {
        for (String column : columns) {
            List<String> sources = sourcesOf(table, column);
            if (recorded.stream().noneMatch(change -> names(change, sources))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Attribution(
                Cause.SCHEMA_CHANGE,
                "only columns differ whose definition changed: "
                        + String.join(
                                "; ",
                                recorded.stream()
                                        .filter(change ->
                                                columns.stream().anyMatch(c -> names(change, sourcesOf(table, c))))
                                        .toList())));
    }

    private static List<String> sourcesOf(MappedTable table, String target) {
        return table.columns().stream()
                .filter(column -> column.target().name().equals(target)
                        && !column.sources().isEmpty())
                .map(column -> column.sources().stream().map(Column::name).toList())
                .findFirst()
                .orElse(List.of(target));
    }

    private static boolean names(String change, List<String> columns) {
        return columns.stream().anyMatch(column -> names(change, column));
    }

    private static boolean names(String change, String column) {
        return Pattern.compile("\\bcolumn " + Pattern.quote(column) + "(?=\\s|$)")
                .matcher(change)
                .find();
    }
}
