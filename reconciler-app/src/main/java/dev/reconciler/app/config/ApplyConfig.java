package dev.reconciler.app.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the applier.
 *
 * @param batchRows changed rows per target transaction
 * @param queueRows changed rows held between capture and apply
 * @param spillDirectory the directory for transactions larger than a batch
 * @param leaseTtl the time after the last renewal until another daemon may take the lease
 */
public record ApplyConfig(
        int batchRows, int queueRows, Path spillDirectory, ReplicationRole replicationRole, Duration leaseTtl) {}
