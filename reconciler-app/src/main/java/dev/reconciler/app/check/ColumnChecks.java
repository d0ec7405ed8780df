package dev.reconciler.app.check;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.PairOfTypes;
import dev.reconciler.mapping.UncomparedColumns;
import dev.reconciler.schema.Column;
import java.util.List;

/** Reports columns whose target can't hold every value that the source's type allows, before the first row moves. */
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
                if (from != null && column.isDirect()) {
                    check(table, from, column.target());
                }
            }
        }
    }

    private void check(MappedTable table, Column from, Column to) {
        PairOfTypes pair = PairOfTypes.of(from.type(), to.type());
        if (pair instanceof PairOfTypes.Partial partial) {
            exceptions(table, from, to, partial.exceptions());
        } else if (pair instanceof PairOfTypes.Rounded rounded) {
            findings.note(
                    where(table),
                    column(from) + " becomes " + column(to) + ": times are stored and compared with "
                            + digits(rounded.digits()),
                    "no action needed; widen the target's column if the digits matter");
            if (!rounded.exceptions().isEmpty()) {
                exceptions(table, from, to, rounded.exceptions());
            }
        }
    }

    private void exceptions(MappedTable table, Column from, Column to, List<String> exceptions) {
        findings.warning(
                where(table),
                column(from) + " allows values that " + column(to) + " can't hold: " + String.join("; ", exceptions),
                "a row with such a value is parked or reported as different: widen the target's column, or use a transform");
    }

    private static String where(MappedTable table) {
        return table.source() + " -> " + table.target();
    }

    private static String column(Column column) {
        return column.name() + " (" + column.type().sqlName() + ")";
    }

    private static String digits(int number) {
        return number == 1 ? "1 digit of a second" : number + " digits of a second";
    }
}
