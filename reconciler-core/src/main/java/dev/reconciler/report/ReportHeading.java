package dev.reconciler.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a report.
 *
 * @param tenant null for all tenants
 */
public record ReportHeading(String pipeline, @Nullable String tenant, Instant generatedAt) {}
