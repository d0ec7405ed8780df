/** Writing the target: only the applier's batches and the corrector's corrections. */
@NullMarked
package dev.reconciler.endpoint.write;

import org.jspecify.annotations.NullMarked;
