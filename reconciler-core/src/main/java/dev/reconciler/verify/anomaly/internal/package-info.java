/** Anomalies in the control database. */
@NullMarked
package dev.reconciler.verify.anomaly.internal;

import org.jspecify.annotations.NullMarked;
