package dev.reconciler.app.wiring;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.audit.AuditTrail;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Puts on the audit chain what people do outside the control store. */
record AuditedActions(Jdbi control, AuditTrail<Handle> audit) {
    /**
     * Acts, and records that. The entry is written before and committed after it: without the action there is none, and there is
     * no action without one, unless the control store is lost at the very commit.
     *
     * @param action whether it did anything; if not, nothing is recorded
     */
    boolean take(AuditRecord record, BooleanSupplier action) {
        return control.inTransaction(transaction -> {
            audit.append(transaction, record.pipeline(), List.of(record));
            boolean acted = action.getAsBoolean();
            if (!acted) {
                transaction.rollback();
            }
            return acted;
        });
    }
}
