package dev.reconciler.run.recheck;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.rules.RowEvaluation;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleLimits;
import dev.reconciler.rules.RuleOutcome;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads given keys again, in separate windows. A key without finding is healed. */
public final class KeyPass {
    private static final int SLICE = 5_000;

    private final Pipeline pipeline;
    private final WindowedPass pass;
    private final FindingHandler findings;
    private final Confirming confirming;
    private final RowRules rules;

    public KeyPass(Pipeline pipeline, WindowedPass pass, FindingHandler findings, Confirming confirming) {
        this(pipeline, pass, findings, confirming, RowRules.NONE);
    }

    /** @param rules are evaluated on the rows that are read */
    public KeyPass(
            Pipeline pipeline, WindowedPass pass, FindingHandler findings, Confirming confirming, RowRules rules) {
        this.pipeline = pipeline;
        this.pass = pass;
        this.findings = findings;
        this.confirming = confirming;
        this.rules = rules;
    }

    /** Receives the outcome of one window's findings, and the judged keys by table; the window is still open. */
    @FunctionalInterface
    interface Judged {
        void accept(Lane lane, Map<String, Set<RowKey>> read, Handled handled);
    }

    private record Slice(MappedTable table, Set<RowKey> keys) {}

    private record Outcome(List<Finding.OfRow> differences, RowEvaluation rules) {
        List<Finding> findings() {
            List<Finding> findings = new ArrayList<>(differences);
            rules.outcomes().values().stream()
                    .filter(RuleOutcome.Violated.class::isInstance)
                    .forEach(violated -> findings.addAll(((RuleOutcome.Violated) violated).findings()));
            return findings;
        }
    }

    private Outcome read(Lane lane, SnapshotPair snapshots, Slice slice) {
        MappedTable table = slice.table();
        List<Rule> ofTable = rules.of(table);
        Set<RowKey> parked =
                ofTable.isEmpty() ? Set.of() : lane.target().parked(table.id()).keySet();
        RowEvaluation evaluation = new RowEvaluation(table, pipeline.scope(), parked, RuleLimits.DEFAULT, ofTable);
        // A row's tenant may have changed since: regardless of the run's scope, all of the pipeline's tenants are
        // compared.
        return new Outcome(
                new KeyCheck(table, pipeline.scope(), lane.doubt(), snapshots).verify(slice.keys(), evaluation),
                evaluation);
    }

    /**
     * @param keys by table
     * @param each receives the outcome of every window's findings
     * @param unread receives each unreadable table with the reason
     */
    public void run(
            String label,
            Map<MappedTable, ? extends Collection<RowKey>> keys,
            Consumer<Handled> each,
            BiConsumer<MappedTable, RuntimeException> unread) {
        judge(label, keys, (lane, read, handled) -> each.accept(handled), unread);
    }

    /**
     * Judges keys. Keys of tables that don't follow the stream as a whole are skipped: their rows prove nothing. An unreadable
     * table does not prevent judgement of the other tables.
     *
     * @throws RuntimeException at the end, if a table could not be read: the reason of the first
     */
    void judge(String label, Map<MappedTable, ? extends Collection<RowKey>> keys, Judged each) {
        List<RuntimeException> failures = new ArrayList<>();
        judge(label, keys, each, (table, reason) -> failures.add(reason));
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void judge(
            String label,
            Map<MappedTable, ? extends Collection<RowKey>> keys,
            Judged each,
            BiConsumer<MappedTable, RuntimeException> unread) {
        Instant begun = confirming.clock().instant();
        pass.<Slice, Outcome>run(
                label,
                keys.keySet(),
                slices(keys),
                this::read,
                (lane, results) -> {
                    Map<String, Set<RowKey>> read = new HashMap<>();
                    Set<MappedTable> tables = new HashSet<>();
                    List<Finding> found = new ArrayList<>();
                    List<RowEvaluation> evaluations = new ArrayList<>();
                    Set<String> notLive = lane.target().notLive(keys.keySet()).keySet();
                    for (WindowedPass.Result<Slice, Outcome> result : results) {
                        if (notLive.contains(result.task().table().id())) {
                            continue;
                        }
                        tables.add(result.task().table());
                        read.computeIfAbsent(result.task().table().id(), table -> new HashSet<>())
                                .addAll(result.task().keys());
                        found.addAll(result.outcome().findings());
                        evaluations.add(result.outcome().rules());
                    }
                    Handled handled = findings.handle(
                            lane,
                            tables,
                            found,
                            open -> open.type().isSettledByKey()
                                            && pipeline.scope()
                                                    .contains(open.place().tenant())
                                            && read.getOrDefault(open.place().table(), Set.of())
                                                    .contains(RowKey.decode(
                                                            open.place().subject()))
                                    || evaluations.stream().anyMatch(evaluation -> evaluation.covers(open)),
                            Look.again(read, begun));
                    evaluations.forEach(evaluation -> rules.evaluated(lane, evaluation));
                    each.accept(lane, read, handled);
                },
                new WindowedPass.Parts<>(Slice::table, (slice, reason) -> unread.accept(slice.table(), reason)));
    }

    private static List<Slice> slices(Map<MappedTable, ? extends Collection<RowKey>> keys) {
        List<Slice> slices = new ArrayList<>();
        keys.forEach((table, ofTable) -> {
            List<RowKey> all = List.copyOf(ofTable);
            for (int from = 0; from < all.size(); from += SLICE) {
                slices.add(new Slice(table, Set.copyOf(all.subList(from, Math.min(all.size(), from + SLICE)))));
            }
        });
        return slices;
    }
}
