package dev.reconciler.app.http;

import dev.reconciler.app.compatibility.SchemaComparisons;
import dev.reconciler.audit.AuditLog;
import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.Undo;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.report.Reports;
import dev.reconciler.review.ReviewQueue;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.Runs;
import dev.reconciler.run.finding.DifferingKeys;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.confirm.InFlight;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.Unverifiable;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The daemon's services for the API and the pages.
 *
 * @param readiness the daemon is ready if all of these checks pass
 * @param metrics the present metrics in Prometheus' text format
 */
public record ApiServices(
        Pipeline pipeline,
        PipelineControl control,
        Records records,
        Verified verified,
        Operations operations,
        List<HealthCheck> readiness,
        Supplier<String> metrics,
        InstantSource clock) {
    public ApiServices {
        readiness = List.copyOf(readiness);
    }

    /** The name of the one pipeline of this daemon. */
    public String name() {
        return pipeline.name();
    }

    /** The records of runs, of findings, of corrections, of actions and of rules; reports and anomalies. */
    public record Records(
            Runs runs,
            Discrepancies discrepancies,
            Journal corrections,
            AuditLog audit,
            Rules rules,
            Reports reports,
            Anomalies anomalies) {}

    /**
     * The business rules.
     *
     * @param book reads the rule files
     * @param results of every run
     */
    public record Rules(Supplier<RuleBook> book, RuleResults results) {}

    /**
     * The coverage of the tables, and their present differences.
     *
     * @param differingKeys reads every row of a table that differs now: see {@link DifferingKeys#each}
     * @param unverifiable the parts that no verification can compare now
     * @param inFlight rows that differ without confirmation, by table and tenant; empty in mode replicate
     * @param schemas the comparisons of both schemas
     */
    public record Verified(
            Coverage coverage,
            Chunks chunks,
            BiConsumer<MappedTable, Consumer<DifferingKeys.Differing>> differingKeys,
            Supplier<List<Unverifiable>> unverifiable,
            Supplier<List<InFlight>> inFlight,
            SchemaComparisons schemas) {}

    /**
     * The actions of operators and reviewers.
     *
     * @param pausedTables ends a table's pause
     * @param actions records the actions of operators and reviewers
     */
    public record Operations(
            RunLauncher launcher,
            ReviewQueue reviews,
            Undo undo,
            ParkedEvents parked,
            PausedTables pausedTables,
            AuditedActions actions) {}
}
