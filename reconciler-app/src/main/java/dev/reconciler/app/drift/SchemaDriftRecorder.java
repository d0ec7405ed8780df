package dev.reconciler.app.drift;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.Pipeline;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records changes of a source table's definition, which the stream or a start reports, as SCHEMA_DRIFT. */
public final class SchemaDriftRecorder implements ApplyListener {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaDriftRecorder.class);

    private final Pipeline pipeline;
    private final Discrepancies discrepancies;
    private final KnownShapes shapes;
    private final Executor executor;

    /** @param executor records, so that the applier does not wait for the control store */
    public SchemaDriftRecorder(Pipeline pipeline, Discrepancies discrepancies, KnownShapes shapes, Executor executor) {
        this.pipeline = pipeline;
        this.discrepancies = discrepancies;
        this.shapes = shapes;
        this.executor = executor;
    }

    @Override
    public void schemaChanged(ChangeEvent.SchemaChanged change) {
        executor.execute(() -> record(change));
    }

    private void record(ChangeEvent.SchemaChanged change) {
        try {
            Checkpoint at = pipeline.target().checkpoint();
            Recorded recorded = discrepancies.record(
                    pipeline.name(),
                    new Finding.SchemaDrift(change.table(), TenantId.NONE, change.what(), change.incompatible()),
                    new Proof("", "stream", "", at.sequence(), at.position().text()),
                    Cause.SCHEMA_CHANGE,
                    "reported by the stream: " + change.what(),
                    change.incompatible() ? Severity.HIGH : Severity.MEDIUM);
            review(recorded.discrepancy());
            shapes.note(change.table());
        } catch (RuntimeException e) {
            LOG.error("the schema drift of {} ({}) could not be recorded", change.table(), change.what(), e);
        }
    }

    /** No job corrects a definition: a reviewer decides, unless the definition fits again before. */
    private void review(Discrepancy drift) {
        if (drift.state() == DiscrepancyState.OPEN) {
            discrepancies.transition(
                    drift.id(),
                    drift.lifecycle().version(),
                    DiscrepancyState.IN_REVIEW,
                    "verification",
                    "a table's definition is not corrected automatically");
        }
    }
}
