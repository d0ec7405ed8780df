package dev.reconciler.app.wiring;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts changes of a source table's definition, as the stream or a start shows them, on record as SCHEMA_DRIFT. */
final class SchemaDriftRecorder implements ApplyListener {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaDriftRecorder.class);

    private final Application application;
    private final KnownShapes shapes;

    SchemaDriftRecorder(Application application, KnownShapes shapes) {
        this.application = application;
        this.shapes = shapes;
    }

    /** Recorded elsewhere: the applier must not wait for the control store. */
    @Override
    public void schemaChanged(ChangeEvent.SchemaChanged change) {
        application.executor().execute(() -> record(change));
    }

    private void record(ChangeEvent.SchemaChanged change) {
        try {
            Checkpoint at = application.pipeline().target().checkpoint();
            Recorded recorded = application
                    .discrepancies()
                    .record(
                            application.config().pipeline(),
                            new Finding.SchemaDrift(
                                    change.table(), TenantId.NONE, change.what(), change.incompatible()),
                            new Proof(
                                    "",
                                    "stream",
                                    "",
                                    at.sequence(),
                                    at.position().text()),
                            Cause.SCHEMA_CHANGE,
                            "the stream shows it: " + change.what(),
                            change.incompatible() ? Severity.HIGH : Severity.MEDIUM);
            review(recorded.discrepancy());
            shapes.note(change.table());
        } catch (RuntimeException e) {
            LOG.error("the schema drift of {} ({}) could not be recorded", change.table(), change.what(), e);
        }
    }

    /** Nothing corrects a definition: a person decides, unless the definition fits again before. */
    private void review(Discrepancy drift) {
        if (drift.state() == DiscrepancyState.OPEN) {
            application
                    .discrepancies()
                    .transition(
                            drift.id(),
                            drift.version(),
                            DiscrepancyState.IN_REVIEW,
                            "verification",
                            "a table's definition is not corrected automatically");
        }
    }
}
