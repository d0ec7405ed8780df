package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import java.util.List;

/**
 * Converts changes into the form in which they are applied: a row that left the scope is deleted; a full row with a new key is a
 * delete and an insert, unless other tables refer to it (a delete would cascade, or be rejected while children remain).
 */
final class NormalForm {
    private NormalForm() {}

    /** @param referenced true if rows of other mapped tables refer to rows of this one */
    static List<RowChange> of(RowChange change, MappedTable table, TenantScope scope, boolean referenced) {
        if (change instanceof Insert insert) {
            return List.of(leaves(table, scope, insert.after()) ? gone(change) : change);
        }
        if (!(change instanceof Update update)) {
            return List.of(change);
        }
        boolean leaves = !update.unavailable().contains(table.tenant()) && leaves(table, scope, update.after());
        if (update.previousKey() == null) {
            return List.of(leaves ? gone(change) : change);
        }
        if (!leaves && (referenced || !update.unavailable().isEmpty())) {
            return List.of(change);
        }
        return List.of(
                new Delete(update.table(), update.previousKey(), null),
                leaves ? gone(change) : new Insert(update.table(), update.key(), update.after()));
    }

    private static boolean leaves(MappedTable table, TenantScope scope, Row row) {
        return !table.isInScope(row, scope);
    }

    private static RowChange gone(RowChange change) {
        return new Delete(change.table(), change.key(), null);
    }
}
