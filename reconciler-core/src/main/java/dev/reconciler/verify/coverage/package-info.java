/** Coverage: the position through which each table, tenant and chunk is verified, and the unverifiable parts. */
@NullMarked
package dev.reconciler.verify.coverage;

import org.jspecify.annotations.NullMarked;
