package dev.reconciler.cdc.capture;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.mapping.TenantScope;
import java.nio.file.Path;

/**
 * What to capture, and from where.
 *
 * @param scope the pipeline's tenants; changes of other tenants' rows are not delivered
 * @param spillDirectory of this stream alone: what a dead process left there is deleted at start
 */
public record CaptureSettings(DatabaseLogin login, StreamNames names, TenantScope scope, Path spillDirectory) {}
