package dev.reconciler.app.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How changes are written.
 *
 * @param batchRows changed rows per target transaction
 * @param queueRows changed rows held between capture and apply
 * @param spillDirectory where transactions larger than a batch wait
 * @param leaseTtl how long this daemon may be silent before another one may take over
 */
public record ApplyConfig(
        int batchRows, int queueRows, Path spillDirectory, ReplicationRole replicationRole, Duration leaseTtl) {}
