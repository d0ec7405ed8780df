/** The jobs: count, checksum, incremental, sample, rules, anomalies and backfill, each over windowed passes. */
@NullMarked
package dev.reconciler.run.job;

import org.jspecify.annotations.NullMarked;
