package dev.reconciler.run.job;

import dev.reconciler.run.Pipeline;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.pass.WindowedPass;

/** What the jobs of a pipeline share: where they read, where their findings go, and what they put on record of chunks. */
public record JobServices(FindingServices findings, WindowedPass pass, CoverageKeeper coverage) {
    public Pipeline pipeline() {
        return findings.pipeline();
    }
}
