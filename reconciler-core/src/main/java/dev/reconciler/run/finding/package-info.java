/** Handling of a window's findings: recorded, corrected by policy, healed, or summed up as mass drift. */
@NullMarked
package dev.reconciler.run.finding;

import org.jspecify.annotations.NullMarked;
