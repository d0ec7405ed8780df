/** Points in a source's log, and the content of the source's snapshots. */
@NullMarked
package dev.reconciler.position;

import org.jspecify.annotations.NullMarked;
