package dev.reconciler.cdc.capture;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.schema.Side;
import java.nio.file.Path;

/**
 * The database and the scope of a capture.
 *
 * @param side the side of the database in the pipeline
 * @param scope the pipeline's tenants; changes of other tenants' rows are not delivered
 * @param spillDirectory used by this stream only: files that a dead process left there are deleted at start
 */
public record CaptureSettings(
        Side side, DatabaseLogin login, StreamNames names, TenantScope scope, Path spillDirectory) {}
