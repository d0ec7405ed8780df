/** Points in a source's log, and what a snapshot of the source contains. */
@NullMarked
package dev.reconciler.position;

import org.jspecify.annotations.NullMarked;
