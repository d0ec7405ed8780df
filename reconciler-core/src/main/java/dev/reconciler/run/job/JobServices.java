package dev.reconciler.run.job;

import dev.reconciler.run.Pipeline;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.pass.WindowedPass;

/** What the jobs of a pipeline share: the passes in which they read, the services that handle their findings, and the record of chunks. */
public record JobServices(FindingServices findings, WindowedPass pass, CoverageKeeper coverage) {
    public Pipeline pipeline() {
        return findings.pipeline();
    }
}
