package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;

/** One finding as it is to be recorded. */
record Sighting(
        String id,
        String pipeline,
        Finding finding,
        Evidence evidence,
        Proof proof,
        Cause cause,
        Severity severity,
        Instant at) {}
