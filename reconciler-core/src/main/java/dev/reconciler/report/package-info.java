/** Figures of reports: what happened on a day, over days, in review and for a tenant, from the records of the control database. */
@NullMarked
package dev.reconciler.report;

import org.jspecify.annotations.NullMarked;
