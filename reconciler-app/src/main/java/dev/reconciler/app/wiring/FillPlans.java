package dev.reconciler.app.wiring;

import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.KnownTenants;
import java.util.List;
import java.util.Map;

/** What a backfill would do, told without doing it. */
record FillPlans(Pipeline pipeline, Map<String, TableState> states) {
    /**
     * Counts the source's rows that are still to be filled.
     *
     * @throws dev.reconciler.run.NothingInScopeException if one of the tenants has no row in the source
     */
    List<FillPlan> of(RunRequest request) {
        TenantScope scope = pipeline.scope(request.tenants());
        KnownTenants.requireTenanted(pipeline.tables(request.tables()), request.tenants());
        new KnownTenants(pipeline).requireInSource(request.tenants());
        try (SourceSnapshot source = pipeline.source().openSnapshot()) {
            return pipeline.tables(request.tables()).stream()
                    .map(table -> plan(table, scope, source))
                    .toList();
        }
    }

    private FillPlan plan(MappedTable table, TenantScope scope, SourceSnapshot source) {
        TableState state = states.getOrDefault(table.id(), new TableState.Pending());
        if (state instanceof TableState.Live) {
            return new FillPlan(table.id(), "LIVE", 0);
        }
        if (state instanceof TableState.Paused) {
            return new FillPlan(table.id(), "PAUSED", 0);
        }
        KeyRange rest = state instanceof TableState.Filling filling ? new KeyRange(filling.upTo(), null) : KeyRange.ALL;
        long rows = source.reader().counts(table, scope, rest).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return new FillPlan(table.id(), state instanceof TableState.Filling ? "FILLING" : "PENDING", rows);
    }
}
