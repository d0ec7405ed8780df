/** Test-only variants of the corrector. */
@NullMarked
package dev.reconciler.correction;

import org.jspecify.annotations.NullMarked;
