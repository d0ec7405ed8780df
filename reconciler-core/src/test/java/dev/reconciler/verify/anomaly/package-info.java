/** Tests of models of unusual rows. */
@NullMarked
package dev.reconciler.verify.anomaly;

import org.jspecify.annotations.NullMarked;
