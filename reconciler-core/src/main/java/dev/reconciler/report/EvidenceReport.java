package dev.reconciler.report;

import dev.reconciler.audit.ChainCheck;
import dev.reconciler.audit.ChainProof;
import java.util.List;

/**
 * Evidence for an auditor, about one tenant.
 *
 * @param coverage of every mapped table with tenants
 * @param rules results of rules about this tenant, since the first record
 */
public record EvidenceReport(
        ReportHeading heading,
        List<TenantCoverage> coverage,
        List<RuleFigure> rules,
        List<StateFigure> states,
        Listed<RecordedDiscrepancy> discrepancies,
        Listed<ChainEntry> decisions,
        Listed<ChainEntry> corrections,
        Chain chain) {
    public EvidenceReport {
        coverage = List.copyOf(coverage);
        rules = List.copyOf(rules);
        states = List.copyOf(states);
    }

    /**
     * The proof of the pipeline's audit chain, which also holds the entries of other tenants.
     *
     * @param length number of entries by the record of the chain's end
     * @param head hash of the last entry, by the record of the chain's end
     * @param verified true if every entry matches its hash and the one before it
     * @param reason the first fault; empty if it is verified
     */
    public record Chain(long length, String head, boolean verified, String reason) {
        static Chain of(ChainProof proof) {
            return proof.check() instanceof ChainCheck.Broken broken
                    ? new Chain(
                            proof.length(), proof.head(), false, "entry " + broken.sequence() + ": " + broken.reason())
                    : new Chain(proof.length(), proof.head(), true, "");
        }
    }
}
