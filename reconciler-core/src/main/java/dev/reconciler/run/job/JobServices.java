package dev.reconciler.run.job;

import dev.reconciler.run.Pipeline;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.pass.WindowedPass;

/** The services that a pipeline's jobs share: the windowed pass, the services that handle findings, and the record of chunks. */
public record JobServices(FindingServices findings, WindowedPass pass, CoverageKeeper coverage) {
    public Pipeline pipeline() {
        return findings.pipeline();
    }
}
