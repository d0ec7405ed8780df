/** Checksums on real servers. */
@NullMarked
package dev.reconciler.verify.checksum;

import org.jspecify.annotations.NullMarked;
