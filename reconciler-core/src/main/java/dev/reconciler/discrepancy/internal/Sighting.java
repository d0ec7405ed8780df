package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;
import java.util.Objects;

/** One finding as it is to be recorded. */
record Sighting(
        String id,
        String pipeline,
        Finding finding,
        Evidence evidence,
        Proof proof,
        Cause cause,
        String causeEvidence,
        Severity severity,
        Instant at) {
    static Sighting of(String pipeline, Found found, Proof proof, Instant at) {
        return new Sighting(
                Fingerprint.of(pipeline, found.finding()),
                pipeline,
                found.finding(),
                Evidence.of(found.finding()),
                proof,
                found.cause(),
                found.causeEvidence(),
                found.severity(),
                at);
    }

    /**
     * As it is to be recorded over an open discrepancy. A cause with evidence stands while both images stay; so it does while the
     * target's stays and nothing better is known.
     */
    Sighting over(Discrepancy open) {
        boolean stands = open.cause() != Cause.UNKNOWN
                && Objects.equals(evidence.target(), open.target())
                && (cause == Cause.UNKNOWN || Objects.equals(evidence.source(), open.source()));
        return stands
                ? new Sighting(id, pipeline, finding, evidence, proof, open.cause(), open.causeEvidence(), severity, at)
                : this;
    }
}
