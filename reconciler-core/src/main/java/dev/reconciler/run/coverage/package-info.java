/** Coverage of chunks, tables and tenants as runs record it. */
@NullMarked
package dev.reconciler.run.coverage;

import org.jspecify.annotations.NullMarked;
