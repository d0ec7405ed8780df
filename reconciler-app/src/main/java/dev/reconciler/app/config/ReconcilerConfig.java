package dev.reconciler.app.config;

import dev.reconciler.mapping.TenantScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one file says, with defaults filled in; {@code toString} shows no secret.
 *
 * @param control where runs, discrepancies, reviews and audit are kept; the target unless the file says otherwise
 * @param canary null if the file names no rows for it
 * @param rulesDirectory of the business rules; null if the file says that there are none
 * @param rulesUser the role that their queries run under on each side; null for the role of the connection
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
