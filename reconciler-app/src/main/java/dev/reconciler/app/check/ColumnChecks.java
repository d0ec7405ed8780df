package dev.reconciler.app.check;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.PairOfTypes;
import dev.reconciler.mapping.UncomparedColumns;
import dev.reconciler.schema.Column;
import java.util.List;

/**
 * Reports columns that are not exactly verified, and columns with a lookup table whose old values can't be those of the source.
 * {@link SchemaChecks} reports the other columns.
 */
final class ColumnChecks {
    private final Findings findings;

    ColumnChecks(Findings findings) {
        this.findings = findings;
    }

    void check(List<MappedTable> tables) {
        for (MappedTable table : tables) {
            UncomparedColumns.notExactly(table)
                    .forEach((column, limit) -> findings.note(
                            where(table),
                            column + " is not exactly verified: it is " + limit,
                            "none needed; remove 'compare' to compare it exactly"));
            for (MappedColumn column : table.columns()) {
                Column from = column.source();
                if (from != null && column.translation() != null) {
                    translated(table, from, column.target());
                }
            }
        }
    }

    /** @param old the lookup table's column of old values */
    private void translated(MappedTable table, Column from, Column old) {
        if (PairOfTypes.of(from.type(), old.type()) instanceof PairOfTypes.Partial partial) {
            findings.warning(
                    where(table),
                    described(from) + " allows values that the lookup table's " + described(old) + " can't hold: "
                            + String.join("; ", partial.exceptions()),
                    "a row with such a value is parked: widen the lookup table's column");
        }
    }

    private static String where(MappedTable table) {
        return table.source() + " -> " + table.target();
    }

    private static String described(Column column) {
        return column.name() + " (" + column.type().sqlName() + ")";
    }
}
