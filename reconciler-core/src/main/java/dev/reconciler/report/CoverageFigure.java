package dev.reconciler.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The present coverage of a table over its tenants. A table without a record is absent.
 *
 * @param tenants number of tenants with a record; 1 for a table without tenants
 * @param noVerdict those whose last verification had no verdict
 * @param neverVerified those that were never compared in full
 * @param oldestVerified the earliest time through which any of the others is verified; null if none is
 */
public record CoverageFigure(
        String table,
        long tenants,
        long agreed,
        long diverged,
        long noVerdict,
        long neverVerified,
        @Nullable Instant oldestVerified) {}
