package dev.reconciler.app.http;

import java.util.Map;
import java.util.Optional;

/** Records in the audit log who resumed which table. */
public record AuditedTables(PausedTables tables, AuditedActions actions) implements PausedTables {
    @Override
    public boolean resume(String table, String actor) {
        return actions.take(
                actor,
                "table.RESUMED",
                table,
                () -> tables.resume(table, actor),
                resumed -> resumed ? Optional.of(Map.of()) : Optional.empty());
    }
}
