package dev.reconciler.run.job;

import dev.reconciler.run.Pipeline;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.changes.ChangeRecord;

/**
 * The services that a pipeline's jobs share: the windowed pass, the services that handle findings, the record of chunks, and that
 * of changed keys.
 */
public record JobServices(FindingServices findings, WindowedPass pass, CoverageKeeper coverage, ChangeRecord changes) {
    /** Creates services without a record of changed keys. */
    public JobServices(FindingServices findings, WindowedPass pass, CoverageKeeper coverage) {
        this(findings, pass, coverage, ChangeRecord.NONE);
    }

    public Pipeline pipeline() {
        return findings.pipeline();
    }
}
