/** The end of a pipeline: removes its objects on the source and its rows in the control tables. */
@NullMarked
package dev.reconciler.app.cleanup;

import org.jspecify.annotations.NullMarked;
