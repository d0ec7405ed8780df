package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Difference;
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
        Difference difference,
        Attribution attribution,
        Severity severity,
        Proof proof,
        Instant at) {
    static Sighting of(String pipeline, Found found, Proof proof, Instant at) {
        return new Sighting(
                Fingerprint.of(pipeline, found.finding()),
                pipeline,
                found.finding(),
                Evidence.of(found.finding()),
                found.attribution(),
                found.severity(),
                proof,
                at);
    }

    /**
     * As it is to be recorded over an open discrepancy. A cause with evidence stands while both images stay; so it does while the
     * target's stays and nothing better is known.
     */
    Sighting over(Discrepancy open) {
        boolean stands = open.attribution().cause() != Cause.UNKNOWN
                && Objects.equals(difference.target(), open.difference().target())
                && (attribution.cause() == Cause.UNKNOWN
                        || Objects.equals(difference.source(), open.difference().source()));
        return stands ? new Sighting(id, pipeline, finding, difference, open.attribution(), severity, proof, at) : this;
    }
}
