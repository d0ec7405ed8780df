/** The status of the running pipeline, for API, pages and metrics. */
@NullMarked
package dev.reconciler.app.status;

import org.jspecify.annotations.NullMarked;
