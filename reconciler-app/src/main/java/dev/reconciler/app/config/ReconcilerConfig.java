package dev.reconciler.app.config;

import dev.reconciler.mapping.TenantScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one file with all defaults; {@code toString} shows no secret.
 *
 * @param control the database with runs, discrepancies, reviews and the audit log; the target unless the file says otherwise
 * @param canary null if the file has no section {@code canary}
 * @param rulesDirectory the folder of business rules; null if the file says {@code rules: none}
 * @param rulesUser the role under which their queries run on each side; null for the role of the connection
 */
public record ReconcilerConfig(
        String pipeline,
        Mode mode,
        Initial initial,
        ConnectionConfig source,
        ConnectionConfig target,
        ConnectionConfig control,
        TenantScope tenants,
        List<TableConfig> tables,
        StreamConfig stream,
        WindowConfig windows,
        ObserveConfig observe,
        ApplyConfig apply,
        Map<ScheduledJob, ScheduleConfig> schedules,
        VerificationConfig verification,
        CorrectionConfig correction,
        @Nullable CanaryConfig canary,
        @Nullable Path rulesDirectory,
        @Nullable String rulesUser,
        HttpConfig http) {
    public ReconcilerConfig {
        tables = List.copyOf(tables);
        schedules = Map.copyOf(schedules);
    }
}
