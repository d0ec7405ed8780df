/** Tests of the comparisons that follow changes of definitions. */
@NullMarked
package dev.reconciler.app.drift;

import org.jspecify.annotations.NullMarked;
