/** The end of a pipeline: removes what it made on the source and in its control tables. */
@NullMarked
package dev.reconciler.app.cleanup;

import org.jspecify.annotations.NullMarked;
