/** Digests per chunk and tenant, bisected inside the window down to rows. */
@NullMarked
package dev.reconciler.verify.checksum;

import org.jspecify.annotations.NullMarked;
