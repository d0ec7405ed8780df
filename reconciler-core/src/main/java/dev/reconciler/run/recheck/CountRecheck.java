package dev.reconciler.run.recheck;

import dev.reconciler.discrepancy.DependentFinding;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.count.CountCheck;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts the rows of tables with an open COUNT_MISMATCH again, each for the tenants of the findings. */
public final class CountRecheck {
    private final Pipeline pipeline;
    private final WindowedPass pass;
    private final FindingHandler findings;

    public CountRecheck(Pipeline pipeline, WindowedPass pass, FindingHandler findings) {
        this.pipeline = pipeline;
        this.pass = pass;
        this.findings = findings;
    }

    private record Task(MappedTable table, TenantScope scope) {}

    /** @param tables the tables whose rows have changed */
    void verify(Collection<DependentFinding> open, Set<String> tables) {
        Map<String, List<TenantId>> tenants = new TreeMap<>();
        open.stream()
                .filter(finding -> finding.type() == DiscrepancyType.COUNT_MISMATCH
                        && tables.contains(finding.place().table()))
                .forEach(finding -> tenants.computeIfAbsent(finding.place().table(), table -> new ArrayList<>())
                        .add(finding.place().tenant()));
        List<Task> tasks = pipeline.tables().stream()
                .filter(table -> tenants.containsKey(table.id()))
                .map(table -> new Task(table, scope(table, tenants.getOrDefault(table.id(), List.of()))))
                .toList();
        if (!tasks.isEmpty()) {
            pass.<Task, ChunkOutcome>run(
                    "recheck of counts",
                    tasks.stream().map(Task::table).toList(),
                    tasks,
                    (lane, snapshots, task) ->
                            new CountCheck(task.table(), task.scope(), lane.doubt(), snapshots).verify(KeyRange.ALL),
                    this::deliver);
        }
    }

    /** A row without a tenant's value, in a table with tenants, is in no tenant's scope: then all rows are counted. */
    private TenantScope scope(MappedTable table, List<TenantId> tenants) {
        return table.hasTenants() && tenants.stream().noneMatch(TenantId::isNone)
                ? pipeline.scope(
                        tenants.stream().filter(pipeline.scope()::contains).toList())
                : pipeline.scope();
    }

    private void deliver(Lane lane, List<WindowedPass.Result<Task, ChunkOutcome>> results) {
        Map<String, String> notLive = lane.target()
                .notLive(results.stream().map(result -> result.task().table()).toList());
        Map<String, TenantScope> counted = new HashMap<>();
        List<MappedTable> tables = new ArrayList<>();
        List<Finding> found = new ArrayList<>();
        for (WindowedPass.Result<Task, ChunkOutcome> result : results) {
            Task task = result.task();
            if (!notLive.containsKey(task.table().id())) {
                counted.put(task.table().id(), task.scope());
                tables.add(task.table());
                result.outcome().findings().stream()
                        .filter(Finding.CountMismatch.class::isInstance)
                        .forEach(found::add);
            }
        }
        findings.handle(
                lane,
                tables,
                found,
                open -> open.type() == DiscrepancyType.COUNT_MISMATCH
                        && counted.containsKey(open.place().table())
                        && counted.get(open.place().table())
                                .contains(open.place().tenant()),
                Look.FIRST);
    }
}
