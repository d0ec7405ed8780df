package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.drift.EditSession.EditableRow;
import dev.reconciler.bench.lab.shop.Fragment;
import dev.reconciler.bench.lab.shop.RowWrite;
import dev.reconciler.bench.lab.shop.TargetRows;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A failed write to the target.
 *
 * @param right the correct write
 * @param tenant the row's tenant
 * @param change the change of the row if a wrong field is written
 * @param wrong the wrong tenant if it is written for another tenant
 */
record FailedWrite(DriftKind kind, RowWrite right, TenantId tenant, Fragment change, TenantId wrong) {
    /**
     * Executes the failed write and returns the drift. It writes the correct row for a moment, to find the groups of rows that
     * the drift affects.
     */
    Injected in(Connection target, Instant at) throws SQLException {
        EditSession session = new EditSession(target);
        EditableRow row = new EditableRow(right.table().target(), right.key(), tenant);
        Set<String> values = new HashSet<>(session.groupValues(row));
        Set<TenantId> tenants = new HashSet<>(Set.of(tenant));
        Savepoint before = target.setSavepoint();
        new TargetRows(target).save(right);
        values.addAll(session.groupValues(row));
        switch (kind) {
            case WRONG_FIELD -> session.change(row, change);
            case WRONG_TENANT -> {
                session.move(row, wrong);
                tenants.add(wrong);
            }
            default -> target.rollback(before);
        }
        values.addAll(session.groupValues(row));
        return row.injected(kind, at, tenants, values, false);
    }
}
