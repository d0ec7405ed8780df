/**
 * Anomalies: rows that a random cut forest finds unusual among the rows of their tenant, and columns that are distributed otherwise in the
 * target. They prove nothing.
 */
@NullMarked
package dev.reconciler.verify.anomaly;

import org.jspecify.annotations.NullMarked;
