package dev.reconciler.run;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.window.Window;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A job that verifies tables chunk by chunk; what was found is verified again until nothing is left open. */
abstract class ChunkJob implements Job {
    /** The run's tasks; chunks that were done before an interruption are left out. */
    abstract List<ChunkTask> plan(RunContext context);

    abstract ChunkOutcome verify(RunContext context, Window window, SnapshotPair snapshots, ChunkTask task);

    /** Whether an outcome says that every row of its range was compared, so that it counts for the coverage of chunks. */
    abstract boolean comparesEveryRow();

    /** Whether these outcomes would have found the discrepancy again, were it still there. */
    abstract boolean covers(RunContext context, List<ChunkOutcome> outcomes, Discrepancy discrepancy);

    @Override
    public void execute(RunContext context, Tally tally) {
        List<ChunkTask> tasks = plan(context);
        Recheck recheck = new Recheck(context, tally);
        long[] done = {0};
        context.progress("chunks", 0, tasks.size());
        context.pass()
                .<ChunkTask, ChunkOutcome>run(
                        "run " + context.run().id(),
                        context.tables(),
                        tasks,
                        (window, snapshots, task) -> verify(context, window, snapshots, task),
                        (window, results) -> {
                            recheck.add(deliver(context, tally, window, results));
                            done[0] += results.size();
                            context.progress("chunks", done[0], tasks.size());
                        },
                        new WindowedPass.Parts<>(ChunkTask::table, (task, e) -> tally.unread(task.table(), e)));
        recheck.verify();
    }

    private Handled deliver(
            RunContext context,
            Tally tally,
            Window window,
            List<WindowedPass.Result<ChunkTask, ChunkOutcome>> results) {
        Map<String, String> notLive = window.target().notLive(context.tables());
        context.tables().stream()
                .filter(table -> notLive.containsKey(table.id()))
                .forEach(table -> tally.unverifiable(table, String.valueOf(notLive.get(table.id()))));
        List<ChunkOutcome> outcomes = results.stream()
                .map(WindowedPass.Result::outcome)
                .filter(outcome -> !notLive.containsKey(outcome.table()))
                .toList();
        List<MappedTable> tables = results.stream()
                .map(result -> result.task().table())
                .filter(table -> !notLive.containsKey(table.id()))
                .distinct()
                .toList();
        List<Finding> findings = outcomes.stream()
                .flatMap(outcome -> outcome.findings().stream())
                .toList();
        Handled handled = context.findings()
                .handle(window, tables, findings, open -> covers(context, outcomes, open), Look.FIRST);
        outcomes.forEach(outcome -> tally.add(handled.recorded(outcome)));
        if (!context.canary()) {
            if (comparesEveryRow()) {
                context.coverage().verified(context, window.fence(), outcomes, handled);
            }
            outcomes.forEach(outcome -> done(context, window, handled, outcome));
        }
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
        return handled;
    }

    private static void done(RunContext context, Window window, Handled handled, ChunkOutcome outcome) {
        context.runs().chunkDone(context.run().id(), ChunkDone.of(outcome, verdict(outcome, handled), window));
    }

    /** Of a chunk whose findings wait to be confirmed nothing can be said yet. */
    private static Verdict verdict(ChunkOutcome outcome, Handled handled) {
        ChunkOutcome recorded = handled.recorded(outcome);
        return recorded.findings().isEmpty() && outcome.findings().stream().anyMatch(handled.screened()::isWaiting)
                ? Verdict.UNVERIFIABLE
                : recorded.verdict();
    }

    /** Whether one of the outcomes' ranges holds the discrepancy's row, within the run's scope. */
    static boolean coversRow(RunContext context, List<ChunkOutcome> outcomes, Discrepancy discrepancy) {
        if (!discrepancy.type().hasKey() || !context.scope().contains(discrepancy.tenant())) {
            return false;
        }
        RowKey key = RowKey.decode(discrepancy.subject());
        Map<String, KeyOrder> orders = context.tables().stream()
                .collect(Collectors.toMap(MappedTable::id, table -> new KeyOrder(table.keyTypes())));
        KeyOrder order = orders.get(discrepancy.table());
        return order != null
                && outcomes.stream()
                        .anyMatch(outcome -> outcome.table().equals(discrepancy.table())
                                && outcome.range().contains(order, key));
    }
}
