/** Rows, keys, ranges and digests: the values everything else compares. Records, enums and sealed interfaces only. */
@NullMarked
package dev.reconciler.row;

import org.jspecify.annotations.NullMarked;
