/** Figures of reports, aggregated in the control database. */
@NullMarked
package dev.reconciler.report.internal;

import org.jspecify.annotations.NullMarked;
