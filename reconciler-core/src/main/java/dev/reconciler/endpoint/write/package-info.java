/** Writing the target: the applier's batches and the corrector's corrections, nobody else's. */
@NullMarked
package dev.reconciler.endpoint.write;

import org.jspecify.annotations.NullMarked;
